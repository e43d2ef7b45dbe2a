import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { explainWriteError } from '../files/file-errors.js';
import { makeFolder } from '../files/folders.js';
import { environmentOf, isOn } from './names.js';

/** What file systems answer that have no symbolic links, or let nobody make them. */
const noLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EIO']);

/**
 * Shows a blob in a snapshot by a link, as Hugging Face's own programs do, and puts it into place in
 * one step: another process may do the same. Where the file system has no symbolic links, or
 * HF_HUB_DISABLE_SYMLINKS is set, the blob is moved there if it is new, else copied. Returns false
 * where the file system is to blame. Throws a WriteError.
 */
export function placeFile(blob: string, path: string, isNew: boolean): boolean {
  const draft = join(
    dirname(path),
    `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
  try {
    makeFolder(dirname(path));
    const isWanted = !isOn(environmentOf(process.env)('HF_HUB_DISABLE_SYMLINKS'));
    if (isWanted && linked(blob, draft)) {
      renameSync(draft, path);
      return true;
    }
    if (isNew) {
      renameSync(blob, path);
    } else {
      copyFileSync(blob, draft);
      renameSync(draft, path);
    }
    return !isWanted;
  } catch (error) {
    // Where there are neither locks nor links, another process may have moved the blob there.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(path)) return false;
    throw explainWriteError(error, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function linked(blob: string, link: string): boolean {
  try {
    symlinkSync(relative(dirname(link), blob), link);
  } catch (error) {
    if (noLinks.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  // Some file systems make what they cannot follow.
  if (existsSync(link)) return true;
  rmSync(link, { force: true });
  return false;
}
