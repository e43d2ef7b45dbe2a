import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../data/user-error.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
};

const begin = 'Cannot write to';

/**
 * One clear sentence for a failure to write under `folder`; any other error is returned as it is.
 */
export function explainWriteError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const message = error instanceof Error ? error.message : '';
  const found = code ?? (/No space left on device/i.test(message) ? 'ENOSPC' : '');
  const reason = reasons[found];
  if (reason === undefined || error instanceof UserError) return error;
  return new UserError(`${begin} ${folder}: ${reason}.`, { cause: error });
}

/**
 * Whether an error is one that `explainWriteError` made, so that writing elsewhere in the runs
 * folder would fail too.
 */
export function isWriteError(error: unknown): boolean {
  return error instanceof UserError && error.message.startsWith(begin);
}

/**
 * Makes a folder and writes a file of 64 KiB there for a moment; throws a UserError of one sentence
 * where that fails.
 */
export function checkWritable(folder: string): void {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(probe, Buffer.alloc(1 << 16, 1));
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    throw explainWriteError(error, folder);
  }
}
