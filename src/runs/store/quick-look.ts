import { constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { analysisKinds } from '../../analyses/kinds.js';
import { codeOf } from '../../files/file-errors.js';
import { doneName } from '../done-file.js';
import type { StageRun } from '../folder.js';
import { testsFile, testsFolder } from '../stage-record.js';
import { type StageTests, stageTestsSchema } from '../stage-tests.js';
import { gapsOf, isWhole } from '../work/gaps.js';
import { usualDone } from './done-record.js';

/** What a quick look saw of a stage. */
export interface QuickLook {
  readonly state: 'finished' | 'absent';
  /** Of training and testing; 0 where there is nothing. */
  readonly seconds: number;
}

/**
 * A stage that is plainly finished, with the wanted tests and no others, or that has no folder; null
 * of all else, which `readStage` has to look at. Compares the sizes of files and reads no content
 * but what says of what they are: thousands of runs are looked at in a second.
 */
export function quickLook(run: StageRun): QuickLook | null {
  try {
    const own = testsFolder(run);
    const names = readdirSync(run.folder);
    const isOther = (name: string): boolean =>
      name.startsWith('tests-') && name !== `tests-${own.identity}`;
    if (names.some(isOther) || seconds(run) === null) return null;
    const taken = seconds(own);
    if (taken === null || !areWanted(readFileSync(`${own.folder}/${testsFile}`, atOnce), run))
      return null;
    return { state: 'finished', seconds: taken };
  } catch (error) {
    return codeOf(error) === 'ENOENT' && !isThere(run.folder)
      ? { state: 'absent', seconds: 0 }
      : null;
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Seconds that a finished folder took; null where a file is not of the size that was written. */
function seconds({ folder, identity }: { readonly folder: string; readonly identity: string }) {
  const done = usualDone(readFileSync(`${folder}/${doneName}`, atOnce));
  if (done === null || done.identity !== identity) return null;
  for (const [name, { bytes }] of done.files) {
    const stats = statSync(`${folder}/${name}`, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size !== bytes) return null;
  }
  return done.seconds;
}

/** Text of UTF-8, empty of a pipe, which is not waited for; a flag may be a number, as Node has it. */
const atOnce = {
  encoding: 'utf8' as const,
  flag: (constants.O_RDONLY | constants.O_NONBLOCK) as unknown as string,
};

/** Texts of `tests.json` without seeds that were found to have what is wanted, by what that is. */
const known = new WeakMap<StageTests, Map<string, boolean>>();

/** Whether the tests that a `tests.json` names have all that is wanted. */
function areWanted(text: string, { tests, parent }: StageRun): boolean {
  const found = known.get(tests) ?? new Map<string, boolean>();
  known.set(tests, found);
  // Those of many seeds differ in their seeds alone, which do not count.
  const key = `${parent === null}${text.replaceAll(/^ {2}"(seed|secondSeed)": \d+,\n/gm, '')}`;
  const before = found.get(key);
  if (before !== undefined) return before;
  const are = haveAll(text, tests, parent !== null);
  found.set(key, are);
  return are;
}

function haveAll(text: string, wanted: StageTests, start: boolean): boolean {
  try {
    const had = stageTestsSchema.parse(JSON.parse(text));
    return isWhole(gapsOf([had], wanted, { start, list: analysisKinds }));
  } catch {
    return false;
  }
}
