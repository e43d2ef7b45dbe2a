import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../data/user-error.js';
import { checkWritable, explainWriteError, isWriteError } from './writable.js';

const full = existsSync('/dev/full');

describe('checkWritable', () => {
  it('makes the folder and leaves nothing in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'credence-'));
    checkWritable(join(folder, 'a', 'b'));
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('says in one sentence why not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'credence-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => checkWritable(join(file, 'runs'))).toThrow(
      new UserError(`Cannot write to ${join(file, 'runs')}: a part of the path is a file.`),
    );
    rmSync(folder, { recursive: true });
  });
});

describe('explainWriteError', () => {
  it.skipIf(!full)(`knows a full disk${full ? '' : ' (skipped: no /dev/full here)'}`, () => {
    const failure = (() => {
      try {
        writeFileSync('/dev/full', 'x');
      } catch (error) {
        return error;
      }
    })();
    const explained = explainWriteError(failure, 'runs');
    expect(explained).toEqual(new UserError('Cannot write to runs: the disk is full.'));
    expect(isWriteError(explained)).toBe(true);
  });

  it('leaves every other error alone', () => {
    const other = new RangeError('x');
    expect(explainWriteError(other, 'runs')).toBe(other);
    expect(isWriteError(other)).toBe(false);
  });
});
