import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { checkWritable } from './writable.js';

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
