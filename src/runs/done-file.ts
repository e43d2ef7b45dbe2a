import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { sha256OfFile } from '../files/hash.js';
import { readJson, writeJson } from '../files/json-file.js';
import { runFiles, type StageRun } from './folder.js';

const { done: _done, ...resultFiles } = runFiles;

/** One of the files that a finished stage has beside `done.json`. */
type ResultFile = keyof typeof resultFiles;

const fileNames = Object.values(resultFiles);

const doneSchema = z.strictObject({
  identity: z.string().describe('Of the stage, as in the name of its folder.'),
  finished: z.iso.datetime().describe('When the last file was written.'),
  seconds: z.number().min(0).describe('Of training and testing.'),
  files: z
    .partialRecord(
      z.enum(fileNames),
      z.strictObject({ bytes: z.int().min(0), sha256: z.hash('sha256', { enc: 'hex' }) }),
    )
    .describe('Size and content of every other file, to know damage by.'),
});

/** The content of `done.json`, which is written when everything else is on disk. */
export type Done = z.output<typeof doneSchema>;

/** Whether a stage has its `done.json`. */
export function isDone(run: StageRun): boolean {
  return existsSync(join(run.folder, runFiles.done));
}

/**
 * A stage's `done.json`, or null for a stage that is not finished. Throws a UserError that names a
 * damaged file and what to do: the sizes of all files are compared, and the content of
 * `config.json`.
 */
export function readDone(run: StageRun): Done | null {
  const path = join(run.folder, runFiles.done);
  if (!isDone(run)) return null;
  const done = readDoneFile(run);
  if (done.identity !== run.identity) {
    throw damage(run, path, `identity ${done.identity} in a folder of ${run.identity}`);
  }
  for (const [file, { bytes: wanted }] of Object.entries(done.files)) {
    const bytes = statSync(join(run.folder, file), { throwIfNoEntry: false })?.size;
    if (bytes === undefined) throw damage(run, join(run.folder, file), 'it is missing');
    if (bytes !== wanted) {
      throw damage(run, join(run.folder, file), `${bytes} bytes, but ${wanted} were written`);
    }
  }
  verifyFile(run, 'config', done);
  return done;
}

function readDoneFile(run: StageRun): Done {
  try {
    return readJson(join(run.folder, runFiles.done), doneSchema);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; ${remedy(run)}`, { cause: error });
  }
}

/**
 * Reads one file of a finished stage whole and compares it with what was written; throws a
 * UserError that says what to do where it differs.
 */
export function verifyFile(run: StageRun, name: ResultFile, done = readDoneFile(run)): void {
  const file = resultFiles[name];
  const path = join(run.folder, file);
  const wanted = done.files[file]?.sha256;
  if (wanted === undefined) throw damage(run, path, 'it was not kept');
  if (sha256OfFile(path) === wanted) return;
  throw damage(run, path, 'its content is not what was written');
}

function damage(run: StageRun, path: string, what: string): UserError {
  return new UserError(`${path} is damaged: ${what}; ${remedy(run)}`);
}

/** Stages inside the folder stay: training again gives the weights that they came from. */
const remedy = (run: StageRun): string =>
  `remove ${join(run.folder, runFiles.done)} and run again to train this stage alone anew`;

/** Marks a stage as finished: from now on it is read back, never trained again. */
export function writeDone(run: StageRun, seconds: number): void {
  const described = fileNames.flatMap((file) => {
    const path = join(run.folder, file);
    if (!existsSync(path)) return [];
    return [[file, { bytes: statSync(path).size, sha256: sha256OfFile(path) }] as const];
  });
  const files: Done['files'] = Object.fromEntries(described);
  const finished = new Date().toISOString();
  const done: Done = { identity: run.identity, finished, seconds, files };
  writeJson(join(run.folder, runFiles.done), done);
}

/** Removes what a stage that did not finish has left; stages inside its folder stay. */
export function removeUnfinished(run: StageRun): void {
  // First, so that what is left when the process is killed meanwhile does not look finished.
  rmSync(join(run.folder, runFiles.done), { force: true });
  for (const file of fileNames) rmSync(join(run.folder, file), { force: true });
  if (!existsSync(run.folder)) return;
  // Drafts of files that a killed process was writing under their temporary names.
  for (const name of readdirSync(run.folder))
    if (/^\..*\.tmp$/.test(name)) rmSync(join(run.folder, name), { force: true });
}
