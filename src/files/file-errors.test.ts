import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { explainWriteError, fileErrorText, WriteError } from './file-errors.js';

const full = existsSync('/dev/full');

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
