import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { explainWriteError } from '../files/file-errors.js';
import { makeFolder } from '../files/folders.js';
import { checkNewFolder } from '../files/new-folder.js';
import { syncFile, syncFolder } from '../files/sync.js';
import { writeWhole } from '../files/write-whole.js';

/**
 * Copies files of a stage into a folder that is new or empty, with a README.md beside them: all of
 * them or none, as the folder has another name until everything is there. A UserError where the
 * folder holds something, or is the working folder; a WriteError where the file system refuses.
 *
 * @param option what named the folder, for messages, such as `--out`
 */
export function exportFiles(
  from: string,
  names: readonly string[],
  {
    out,
    readme,
    option,
  }: { readonly out: string; readonly readme: string; readonly option: string },
): void {
  const target = resolve(out);
  if (target === realpathSync('.') || target === process.cwd())
    throw new UserError(`${option} ${out} is the working folder: name a new one`);
  checkNewFolder(target, option);
  const draft = join(
    dirname(target),
    `.${basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
  try {
    makeFolder(dirname(target));
    mkdirSync(draft);
    for (const name of names) {
      copyFileSync(join(from, name), join(draft, name), constants.COPYFILE_FICLONE);
      const copied = openSync(join(draft, name), 'r+');
      try {
        syncFile(copied);
      } finally {
        closeSync(copied);
      }
    }
    writeWhole(join(draft, 'README.md'), readme);
    // Takes the place of an empty folder, too.
    renameSync(draft, target);
    syncFolder(dirname(target));
  } catch (error) {
    throw explainWriteError(error, out);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
