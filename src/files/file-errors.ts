import { UserError } from '../errors/user-error.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'a name in it is too long',
  ELOOP: 'its links go in a circle',
};

/** What the file system says against it, in plain words where the error is a usual one. */
export function reasonOf(error: unknown): string {
  const { code = '', message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

/**
 * One sentence for an error of the file system that names its path, or null for any other error.
 */
export function fileErrorText(error: unknown): string | null {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = reasons[code];
  return reason === undefined || path === undefined ? null : `Cannot use ${path}: ${reason}.`;
}

/** What the file system refused to write: writing elsewhere in the runs folder would fail too. */
export class WriteError extends UserError {}

/**
 * A WriteError of one clear sentence for a failure to write under `folder`; any other error is
 * returned as it is.
 */
export function explainWriteError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const message = error instanceof Error ? error.message : '';
  const found = code ?? (/No space left on device/i.test(message) ? 'ENOSPC' : '');
  const reason = reasons[found];
  if (reason === undefined || error instanceof UserError) return error;
  return new WriteError(`Cannot write to ${folder}: ${reason}.`, { cause: error });
}
