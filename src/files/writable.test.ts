import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { checkWritable, explainWriteError, fileErrorText, WriteError } from './writable.js';

const full = existsSync('/dev/full');

describe('checkWritable', () => {
  it('leaves nothing behind, neither what is missing nor in what is there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'credence-'));
    checkWritable(join(folder, 'a', 'b'));
    checkWritable(folder);
    expect(readdirSync(folder)).toEqual([]);
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

const proc = existsSync('/proc/self');

it.skipIf(!proc)(`ends under /proc${proc ? '' : ' (skipped: there is none here)'}`, () => {
  expect(() => checkWritable('/proc/x/y')).toThrow(
    new UserError('Cannot write to /proc/x/y: there is no such file or folder.'),
  );
});

describe('fileErrorText', () => {
  it('says in one sentence what the file system refuses', () => {
    const error = Object.assign(new Error('EACCES: ...'), { code: 'EACCES', path: 'runs/lock' });
    expect(fileErrorText(error)).toBe('Cannot use runs/lock: this user has no permission.');
  });

  it('leaves every other error alone', () => {
    expect(fileErrorText(new RangeError('x'))).toBeNull();
    expect(fileErrorText(Object.assign(new Error('x'), { code: 'ERR_X', path: 'y' }))).toBeNull();
    expect(fileErrorText(undefined)).toBeNull();
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
    expect(explained).toBeInstanceOf(WriteError);
  });

  it('leaves every other error alone', () => {
    const other = new RangeError('x');
    expect(explainWriteError(other, 'runs')).toBe(other);
  });
});
