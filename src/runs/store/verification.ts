import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ReadSoFar } from '../../terminal/reading-progress.js';
import { type DamagedError, isDone, type ResultFolder, verifyFiles } from '../done-file.js';
import type { StoredStage } from './stage-folders.js';

/** What a verification found. */
export interface Verification {
  /** Finished folders, those of stages and those of their tests, and the bytes in their files. */
  readonly folders: number;
  readonly bytes: number;
  /** Stages that are not finished: nothing says how their files were written. */
  readonly unfinished: number;
  readonly faults: readonly Fault[];
}

/** A file that is not as it was written. */
export interface Fault {
  readonly folder: string;
  /** Which file, and what is wrong with it. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Compares all files of stages and of their tests with the hashes that were written with them. */
export function* verifyStages(stages: readonly StoredStage[]): Generator<ReadSoFar, Verification> {
  const folders = stages.flatMap(resultsOf);
  const finished = folders.filter(isDone);
  const total = finished.reduce((sum, { folder }) => sum + bytesIn(folder), 0);
  const faults: Fault[] = [];
  let bytes = 0;
  for (const results of finished) {
    const verifying = verifyFiles(results);
    for (;;) {
      const { done, value } = verifying.next();
      if (done) {
        faults.push(...value.map((error) => faultOf(results, error)));
        break;
      }
      bytes += value;
      yield { bytes, total };
    }
  }
  const unfinished = stages.filter((stage) => !isDone(stage)).length;
  return { folders: finished.length, bytes, unfinished, faults };
}

const faultOf = ({ folder }: ResultFolder, { what, remedy }: DamagedError): Fault => ({
  folder,
  what,
  remedy,
});

/** The folders of a stage that have a `done.json` of their own. */
export function resultsOf({ folder, identities }: StoredStage): ResultFolder[] {
  if (!existsSync(folder)) return [];
  const tests = readdirSync(folder).filter((name) => /^tests-[0-9a-f]{8}$/.test(name));
  return [
    { folder, identity: identities.at(-1) ?? '' },
    ...tests.sort().map((name) => ({
      folder: join(folder, name),
      identity: basename(name).slice('tests-'.length),
    })),
  ];
}

/** Bytes of the files in a folder, and in its folders of weights; an estimate for the progress. */
function bytesIn(folder: string): number {
  const sizes = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile()) return status.size;
    return /^epoch-/.test(name) && status?.isDirectory() ? bytesIn(path) : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
