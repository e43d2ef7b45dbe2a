import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { codeOf, reasonOf } from '../files/file-errors.js';
import { sha256InPieces, sha256OfBytes, sha256OfFile } from '../files/hash.js';
import { parseJson, writeJson } from '../files/json-file.js';
import { checkLease, hasLostLease, isLeaseName } from '../files/leases/lease.js';
import { readBytes, readText } from '../files/read-file.js';
import { removeDrafts } from '../files/write-whole.js';
import { epochFolders } from './epoch-folders.js';
import { type Done, doneSchema, usualDone } from './store/done-record.js';
import { failedFile } from './tasks/failures.js';

/** The file that a folder of results has when everything else in it is on disk. */
export const doneName = 'done.json';

/** A folder of results that is whole or not finished: a trained stage, or its tests. */
export interface ResultFolder {
  readonly folder: string;
  /** Of what is in it; a finished folder says of which. */
  readonly identity: string;
}

/** A file of a finished folder is not as it was written; the message says what to do, too. */
export class DamagedError extends UserError {
  /** @param what the file and what is wrong with it */
  constructor(
    readonly what: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${what}; ${remedy}`, options);
  }
}

/**
 * Whether a folder has its `done.json`. Throws a UserError where that cannot be looked for, as in a
 * folder that only another user may read: results that are there must not count as missing.
 */
export function isDone({ folder }: Pick<ResultFolder, 'folder'>): boolean {
  const path = join(folder, doneName);
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Below a file there is nothing: writing there says so.
    if (codeOf(error) === 'ENOTDIR') return false;
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * A folder's `done.json`, or null where it is not finished. Throws a UserError that names a damaged
 * file and what to do: the sizes of all files are compared, and the content of the file that says what
 * the results are of, which has the first of the names `described` that is there.
 */
export function readDone(results: ResultFolder, ...described: readonly string[]): Done | null {
  if (!isDone(results)) return null;
  const done = readDoneFile(results);
  compareSizes(results, done);
  const known = described.find((name) => done.files.has(name)) ?? described[0];
  if (known !== undefined) verifyFile(results, known, done);
  return done;
}

/** A finished folder as `readDone` gives it, and the file of it that says what the results are of. */
export interface DescribedDone<Description> {
  readonly done: Done;
  readonly description: Description;
}

/**
 * As `readDone` of a folder that is finished, with the content of the file `described`, which is
 * read once.
 */
export function readDescribed<Schema extends z.ZodType>(
  results: ResultFolder,
  described: string,
  schema: Schema,
): DescribedDone<z.output<Schema>> {
  const done = readDoneFile(results);
  compareSizes(results, done);
  const path = join(results.folder, described);
  const bytes = readBytes(path);
  const wanted = done.files.get(described)?.sha256;
  if (wanted === undefined) throw damage(results, path, 'it was not kept');
  if (sha256OfBytes(bytes) !== wanted) throw changed(results, path);
  return { done, description: parseJson(bytes.toString('utf8'), schema, path) };
}

/** Throws a DamagedError where a file is missing or has another length than was written. */
function compareSizes(results: ResultFolder, done: Done): void {
  const { folder, identity } = results;
  if (done.identity !== identity) {
    const what = `identity ${done.identity} in a folder of ${identity}`;
    throw damage(results, join(folder, doneName), what);
  }
  for (const [file, { bytes: wanted }] of done.files) {
    const path = join(folder, file);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw damage(results, path, 'it is missing');
    if (stats.isDirectory()) throw damage(results, path, 'it is a folder');
    const bytes = stats.size;
    if (bytes !== wanted) throw damage(results, path, `${bytes} bytes, but ${wanted} were written`);
  }
}

function readDoneFile(results: ResultFolder): Done {
  try {
    const path = join(results.folder, doneName);
    const text = readText(path);
    return usualDone(text) ?? parseJson(text, doneSchema, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new DamagedError(error.message, remedy(results), { cause: error });
  }
}

/**
 * Reads one file of a finished folder whole and compares it with what was written; throws a
 * UserError that says what to do where it differs.
 */
export function verifyFile(
  results: ResultFolder,
  file: string,
  done = readDoneFile(results),
): void {
  const path = join(results.folder, file);
  const wanted = done.files.get(file)?.sha256;
  if (wanted === undefined) throw damage(results, path, 'it was not kept');
  if (sha256OfFile(path) === wanted) return;
  throw changed(results, path);
}

/**
 * Compares every file of a finished folder with what was written, contents included; yields the
 * bytes of each piece that was read, and gives back what is wrong, in order.
 */
export function* verifyFiles(results: ResultFolder): Generator<number, DamagedError[]> {
  const found: DamagedError[] = [];
  let done: Done | null;
  try {
    done = readDone(results);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    found.push(error);
    done = readableDone(results);
  }
  for (const [name, { bytes, sha256 }] of done?.files ?? []) {
    const path = join(results.folder, name);
    // What is missing or of another length was named already, or is now.
    if (statSync(path, { throwIfNoEntry: false })?.size !== bytes) {
      const what = damage(results, path, 'it is missing or of another length than was written');
      if (!found.some((one) => one.what.startsWith(`${path} `))) found.push(what);
      continue;
    }
    try {
      if ((yield* sha256InPieces(path)) !== sha256) found.push(changed(results, path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.push(new DamagedError(error.message, remedy(results), { cause: error }));
    }
  }
  return found;
}

/** A `done.json`, though a file that it names is damaged; null where it cannot be read itself. */
function readableDone(results: ResultFolder): Done | null {
  try {
    return readDoneFile(results);
  } catch {
    return null;
  }
}

const changed = (results: ResultFolder, path: string): DamagedError =>
  damage(results, path, 'its content is not what was written');

function damage(results: ResultFolder, path: string, what: string): DamagedError {
  return new DamagedError(`${path} is damaged: ${what}`, remedy(results));
}

/** Stages inside the folder stay: training again gives the weights that they came from. */
const remedy = ({ folder }: ResultFolder): string =>
  `remove ${join(folder, doneName)} and run again to retrain only this stage`;

/**
 * Marks a folder as finished: from now on it is read back, never made again. `weights` says that
 * those in it are removed when the seed is finished. Throws a LockedError where another process has
 * taken the folder meanwhile.
 */
export function writeDone(
  { folder, identity }: ResultFolder,
  seconds: number,
  weights?: 'until finished',
): void {
  const files = described(folder, resultFiles(folder));
  const finished = new Date().toISOString();
  const until = weights === undefined ? {} : { weights };
  const done = { identity, finished, seconds, files, ...until };
  checkLease(folder);
  writeJson(join(folder, doneName), done satisfies z.input<typeof doneSchema>);
}

/**
 * Removes some files of a finished folder, which stays finished; what is left stays for good.
 * `done.json` is written first, so that it names no missing file when the process is killed
 * meanwhile.
 */
export function removeResults(results: ResultFolder, names: readonly string[]): void {
  const { folder } = results;
  const { weights: _, ...before } = readDoneFile(results);
  const kept = [...before.files].filter(([name]) => !names.includes(name));
  const added = resultFiles(folder).filter(
    (name) => !names.includes(name) && !before.files.has(name),
  );
  const files = { ...Object.fromEntries(kept), ...described(folder, added) };
  const done = { ...before, files };
  writeJson(join(folder, doneName), done satisfies z.input<typeof doneSchema>);
  for (const name of names) rmSync(join(folder, name), { force: true });
  removeEmptyFolders(folder);
}

/** Removes folders of weights that a training wrote which did not come to its end. */
export function removeUnlisted(results: ResultFolder): void {
  const { folder } = results;
  if (hasLostLease(folder)) return;
  const { files } = readDoneFile(results);
  for (const name of epochFolders(folder)) {
    const isListed = [...files.keys()].some((file) => file.startsWith(`${name}/`));
    if (!isListed) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function removeEmptyFolders(folder: string): void {
  for (const name of epochFolders(folder)) {
    const path = join(folder, name);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}

/** Size and content of files, by name. */
function described(folder: string, names: readonly string[]) {
  const files = names.map((name) => {
    const path = join(folder, name);
    return [name, { bytes: statSync(path).size, sha256: sha256OfFile(path) }] as const;
  });
  return Object.fromEntries(files);
}

/**
 * Files of results beside `done.json`, a tokenizer's among them, and those in folders of weights, as
 * `epoch-5/config.json`; locks, drafts and notes of failures
 * are none.
 */
function resultFiles(folder: string): string[] {
  const inside = (path: string): string[] =>
    readdirSync(path).filter((name) =>
      /^\w[\w-]*\.(json|jsonl|safetensors|txt|model|jinja)$/.test(name),
    );
  const isAside = (name: string): boolean =>
    name === doneName || name === failedFile || isLeaseName(name);
  const own = inside(folder).filter((name) => !isAside(name));
  const weights = epochFolders(folder).flatMap((name) =>
    inside(join(folder, name)).map((file) => `${name}/${file}`),
  );
  return [...own, ...weights].sort();
}

/** Has a folder count as not finished, whose files stay, but for those half written. */
export function removeDone({ folder }: Pick<ResultFolder, 'folder'>): void {
  rmSync(join(folder, doneName), { recursive: true, force: true });
  removeAllDrafts(folder);
}

/** Removes what killed processes left half written in a folder of results and those of its weights. */
export function removeAllDrafts(folder: string): void {
  if (!existsSync(folder)) return;
  removeDrafts(folder);
  for (const name of epochFolders(folder)) removeDrafts(join(folder, name));
}

/**
 * Removes what was not finished; folders inside stay. Leaves all as it is where another process has
 * taken the folder: what is there is that one's.
 */
export function removeUnfinished({ folder }: Pick<ResultFolder, 'folder'>): void {
  if (hasLostLease(folder)) return;
  // First, so that what is left when the process is killed meanwhile does not look finished.
  rmSync(join(folder, doneName), { recursive: true, force: true });
  if (!existsSync(folder)) return;
  for (const file of resultFiles(folder))
    rmSync(join(folder, file), { recursive: true, force: true });
  for (const name of epochFolders(folder))
    rmSync(join(folder, name), { recursive: true, force: true });
  // Drafts of files that a killed process was writing under their temporary names.
  removeDrafts(folder);
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
