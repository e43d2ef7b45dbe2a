import { existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import * as tar from 'tar';
import { UserError } from '../../errors/user-error.js';
import { explainWriteError } from '../../files/file-errors.js';
import { makeFolder } from '../../files/folders.js';
import { sha256InPieces } from '../../files/hash.js';
import { writeJson } from '../../files/json-file.js';
import { projectVersion } from '../../files/project-version.js';
import type { ReadSoFar } from '../../terminal/reading-progress.js';
import { isDone, type ResultFolder, readDone } from '../done-file.js';
import { weightFiles } from '../stage-files.js';
import { type Done, writtenDone } from '../store/done-record.js';
import { type StoredStage, storeFiles } from '../store/stage-folders.js';
import type { StoredExperiment } from '../store/stored-experiments.js';
import { recordedStudies } from '../store/study-records.js';
import { resultsOf } from '../store/verification.js';
import { isStored, type Manifest, manifestName } from './manifest.js';

/** A file that is packed: where it lies, and its path from the runs folder. */
interface PackedFile {
  readonly from: string;
  readonly path: string;
  /** What it has to be; null of one that nobody wrote down. */
  readonly sha256: string | null;
}

/** What is packed, in the order in which it is. */
export interface Packing {
  readonly experiments: readonly StoredExperiment[];
  readonly files: readonly PackedFile[];
  readonly bytes: number;
  /** Finished folders among them, and stages that are left out as they are not finished. */
  readonly folders: number;
  readonly unfinished: number;
  /** A folder for what is written to be packed; `dispose` removes it. */
  readonly draft: string;
}

/**
 * What is packed of experiments: their finished stages with those that these started from, and the
 * records by which they are found and reported where their data are not. Throws a UserError that
 * names a damaged file.
 *
 * @param options.weights false: without weights, as if they had not been kept
 */
export function packingOf(
  experiments: readonly StoredExperiment[],
  runsFolder: string,
  { weights = true }: { readonly weights?: boolean } = {},
): Packing {
  const draft = mkdtempSync(join(tmpdir(), 'credence-pack-'));
  try {
    const all = experiments.flatMap(({ stages }) => stages);
    const stages = [...new Map(all.map((stage) => [stage.folder, stage])).values()];
    const finished = stages.flatMap(resultsOf).filter(isDone);
    const inside = (path: string): string => relative(runsFolder, path).split(sep).join('/');
    const ofStages = finished.flatMap((results, index) =>
      filesOf(results, { weights, draft: join(draft, String(index)) }).map((file) => ({
        ...file,
        path: inside(join(results.folder, file.path)),
      })),
    );
    const records = recordsOf(experiments, runsFolder).map((from) => {
      return { from, path: inside(from), sha256: null };
    });
    const files = [...records, ...ofStages];
    const bytes = files.reduce((sum, { from }) => sum + statSync(from).size, 0);
    const unfinished = stages.filter((stage: StoredStage) => !isDone(stage)).length;
    return { experiments, files, bytes, folders: finished.length, unfinished, draft };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** The files of a finished folder by their names in it; its `done.json` comes last. */
function filesOf(
  results: ResultFolder,
  { weights, draft }: { readonly weights: boolean; readonly draft: string },
): PackedFile[] {
  const done = readDone(results) as Done;
  const left: readonly string[] = weights ? [] : weightFiles(done);
  const kept = new Map([...done.files].filter(([name]) => !left.includes(name)));
  const files = [...kept].map(([path, { sha256 }]) => {
    return { from: join(results.folder, path), path, sha256 };
  });
  const own = join(results.folder, 'done.json');
  if (left.length === 0) return [...files, { from: own, path: 'done.json', sha256: null }];
  const altered = join(draft, 'done.json');
  const { weights: _, ...rest } = done;
  writeJson(altered, writtenDone({ ...rest, files: kept }));
  return [...files, { from: altered, path: 'done.json', sha256: null }];
}

/** The records of the studies that experiments are of, and what explains the folder. */
function recordsOf(experiments: readonly StoredExperiment[], runsFolder: string): string[] {
  const names = new Set(experiments.map(({ experiment }) => experiment.name));
  const own = recordedStudies(runsFolder).filter(({ study }) =>
    study.members.some(
      ({ experiment, control }) =>
        names.has(experiment.name) || (control !== null && names.has(control.name)),
    ),
  );
  const readme = join(runsFolder, storeFiles.readme);
  return [...(existsSync(readme) ? [readme] : []), ...own.map(({ path }) => path)];
}

/**
 * Compares what is packed with what was written of it, and writes down what the archive has; yields
 * how much has been read. Throws a UserError where a file is damaged.
 */
export function* manifestOf(packing: Packing): Generator<ReadSoFar, Manifest> {
  const files: Manifest['files'] = new Map();
  let bytes = 0;
  for (const { from, path, sha256: wanted } of packing.files) {
    if (!isStored(path)) throw new UserError(`${from} cannot be packed: no result has such a name`);
    const hashing = sha256InPieces(from);
    for (;;) {
      const { done, value } = hashing.next();
      if (done) {
        if (wanted !== null && value !== wanted)
          throw new UserError(
            `${from} is damaged: its content is not what was written; "credence verify" says what to do`,
          );
        files.set(path, { bytes: statSync(from).size, sha256: value });
        break;
      }
      bytes += value;
      yield { bytes, total: packing.bytes };
    }
  }
  const experiments = packing.experiments.map(({ experiment, identities }) => {
    return { name: experiment.name, identity: identities.at(-1) ?? '' };
  });
  const packed = new Date().toISOString();
  return { version: 1, credence: projectVersion(), packed, experiments, files };
}

/**
 * Writes the archive whole or not at all; one whose name ends in .gz or .tgz is compressed. Throws a
 * UserError where there is a file of that name, and a WriteError where the file system refuses.
 */
export async function writeArchive(
  packing: Packing,
  manifest: Manifest,
  to: string,
): Promise<void> {
  if (existsSync(to))
    throw new UserError(`${to} exists already: remove it, or choose another name`);
  const written = join(packing.draft, manifestName);
  const draft = join(dirname(to), `.credence-pack.${process.pid}-${Date.now().toString(36)}.tmp`);
  try {
    writeJson(written, { ...manifest, files: Object.fromEntries(manifest.files) });
    makeFolder(dirname(to));
    const paths = new Map(packing.files.map(({ from, path }) => [resolve(from), `runs/${path}`]));
    paths.set(resolve(written), manifestName);
    const list = [resolve(written), ...packing.files.map(({ from }) => resolve(from))];
    await tar.create(
      {
        file: draft,
        cwd: '/',
        gzip: /\.t?gz$/.test(to),
        portable: true,
        strict: true,
        preservePaths: true,
        // A runs folder may be made of links, of which no other machine has the ends.
        follow: true,
        onWriteEntry: (entry) => {
          entry.path = paths.get(resolve('/', entry.path)) ?? entry.path;
        },
      },
      list,
    );
    renameSync(draft, to);
  } catch (error) {
    throw explainWriteError(error, to);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes what was written to be packed. */
export function dispose({ draft }: Packing): void {
  rmSync(draft, { recursive: true, force: true });
}
