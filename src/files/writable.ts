import { rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainWriteError } from './file-errors.js';
import { makeFolder } from './folders.js';
import { draftName, removeDeadDrafts } from './write-whole.js';

/**
 * Makes a folder and a file of 64 KiB in it, and takes away again what it made; throws a WriteError
 * where that fails. Removes drafts that killed processes left there.
 */
export function checkWritable(folder: string): void {
  const probe = join(folder, draftName('probe'));
  let made: readonly string[] = [];
  try {
    made = makeFolder(folder);
    removeDeadDrafts(folder);
    try {
      // A name that nobody can guess, and never through a link that is there already.
      writeFileSync(probe, Buffer.alloc(1 << 16, 1), { flag: 'wx' });
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    throw explainWriteError(error, folder);
  } finally {
    for (const one of made.toReversed()) removeEmpty(one);
  }
}

/** Leaves a folder that another process has meanwhile put something into. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}
