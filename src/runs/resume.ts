import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../data/user-error.js';
import { runFiles, type StageRun } from './folder.js';
import { readJson, writeJson } from './json-file.js';

const doneSchema = z.strictObject({
  identity: z.string().describe('Of the stage, as in the name of its folder.'),
  finished: z.iso.datetime().describe('When the last file was written.'),
  seconds: z.number().min(0).describe('Of training and testing.'),
});

/** The content of `done.json`, which is written when everything else is on disk. */
export type Done = z.output<typeof doneSchema>;

/** Whether a stage has its `done.json`. */
export function isDone(run: StageRun): boolean {
  return existsSync(join(run.folder, runFiles.done));
}

/**
 * A stage's `done.json`, or null for a stage that is not finished. Throws a UserError that names
 * the file where it is damaged.
 */
export function readDone(run: StageRun): Done | null {
  const path = join(run.folder, runFiles.done);
  if (!isDone(run)) return null;
  const done = readJson(path, doneSchema);
  if (done.identity !== run.identity) {
    throw new UserError(
      `${path} is damaged: identity ${done.identity} in a folder of ${run.identity}`,
    );
  }
  for (const file of Object.values(runFiles)) {
    if (!existsSync(join(run.folder, file))) {
      throw new UserError(
        `${run.folder} says that it is finished, but ${file} is missing; ` +
          `remove ${path} to train this stage again`,
      );
    }
  }
  return done;
}

/** Marks a stage as finished: from now on it is read back, never trained again. */
export function writeDone(run: StageRun, seconds: number): void {
  const done: Done = { identity: run.identity, finished: new Date().toISOString(), seconds };
  writeJson(join(run.folder, runFiles.done), done);
}

/** Removes what a stage that did not finish has left; stages inside its folder stay. */
export function removeUnfinished(run: StageRun): void {
  rmSync(join(run.folder, runFiles.done), { force: true });
  for (const file of Object.values(runFiles)) rmSync(join(run.folder, file), { force: true });
}
