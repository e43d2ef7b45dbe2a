import { UserError } from '../errors/user-error.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file system takes no file that long',
  EROFS: 'the file system is read-only',
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'the folder is not empty',
  ENAMETOOLONG: 'a name in it is too long',
  ELOOP: 'its links go in a circle',
  EIO: 'the disk or its connection fails',
  ESTALE: 'the connection to its file system was lost',
  ETIMEDOUT: 'its file system does not answer',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  EBUSY: 'another process uses it',
  ETXTBSY: 'another process uses it',
};

/** Codes that Node 20 calls UNKNOWN, by the number that Linux gives them. */
const unnamedCodes: Readonly<Record<number, string>> = { 116: 'ESTALE', 122: 'EDQUOT' };

/** The code of an error of the system, such as `ENOENT`; empty for any other error. */
export function codeOf(error: unknown): string {
  const { code = '', errno = 0 } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'UNKNOWN' ? (unnamedCodes[-errno] ?? code) : code;
}

/** What the system says against it, in plain words where the error is a usual one. */
function systemReason(error: unknown): string | null {
  const code = codeOf(error);
  const { syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const usual = reasons[code];
  if (usual !== undefined) return usual;
  // What some file systems cannot do: ENOSYS, ENOTSUP, EXDEV, EINVAL and the like.
  return syscall !== undefined && fileCalls.has(syscall)
    ? `the file system refuses it (${syscall}: ${code})`
    : null;
}

/** What the system was asked to do, in an error of node:fs. */
const fileCalls = new Set([
  'access',
  'chmod',
  'close',
  'copyfile',
  'fchmod',
  'fstat',
  'fsync',
  'ftruncate',
  'futime',
  'link',
  'lstat',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'read',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'scandir',
  'stat',
  'symlink',
  'unlink',
  'utime',
  'write',
]);

/** What the file system says against it, in plain words where the error is a usual one. */
export function reasonOf(error: unknown): string {
  return systemReason(error) ?? (error instanceof Error ? error.message : String(error));
}

/**
 * One sentence for an error of the file system that names its path, or null for any other error.
 */
export function fileErrorText(error: unknown): string | null {
  const { path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = systemReason(error);
  return reason === null || path === undefined ? null : `Cannot use ${path}: ${reason}.`;
}

/** What the file system refused to write: writing elsewhere in the runs folder would fail too. */
export class WriteError extends UserError {}

/**
 * A WriteError of one clear sentence for a failure to write under `folder`; any other error is
 * returned as it is.
 */
export function explainWriteError(error: unknown, folder: string): unknown {
  const message = error instanceof Error ? error.message : '';
  const isFull = /No space left on device/i.test(message);
  const reason = isFull ? reasons.ENOSPC : systemReason(error);
  if (reason == null || error instanceof UserError) return error;
  return new WriteError(`Cannot write to ${folder}: ${reason}.`, { cause: error });
}
