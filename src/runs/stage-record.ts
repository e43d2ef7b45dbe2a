import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Analysis } from '../analyses/analysis.js';
import { analyses } from '../analyses/list.js';
import { readJson } from '../files/json-file.js';
import { readJsonLines } from '../files/json-lines.js';
import { type Done, isDone, type ResultFolder, readDone, verifyFile } from './done-file.js';
import { rowsFile, type StageRun } from './folder.js';
import { readTraining } from './stage-files.js';
import { lackingText, stageTestsSchema, testsIdentity } from './stage-tests.js';

/** The file in a folder of tests that says what was tested. */
export const testsFile = 'tests.json';

/** Finished tests of a stage, and the folder that they are in. */
export interface FinishedTests extends ResultFolder {
  readonly done: Done;
}

/** What is on disk of a stage, as an experiment looks at it. */
export interface StageRecord {
  /** Null where the stage is not trained. */
  readonly training: Done | null;
  /** Finished tests that have all that is wanted; they may have more. */
  readonly tests: FinishedTests | null;
  /** What the tests of a trained stage lack, in words; null where they have what is wanted. */
  readonly lacking: string | null;
}

/** Where the tests that are wanted of a stage are written. */
export function testsFolder({ folder, tests }: StageRun): ResultFolder {
  const identity = testsIdentity(tests);
  return { folder: join(folder, `tests-${identity}`), identity };
}

/** Reads what is on disk of a stage. Throws a UserError that names a damaged file. */
export function readStage(run: StageRun, list: readonly Analysis[] = analyses): StageRecord {
  const training = readTraining(run);
  const found = finishedTests(run).map((tests) => {
    const had = readJson(join(tests.folder, testsFile), stageTestsSchema);
    return { tests, lacking: lackingText(had, run.tests, list) };
  });
  const whole = found.find(({ lacking }) => lacking === null);
  if (whole !== undefined) return { training, tests: whole.tests, lacking: null };
  const texts = found.map(({ lacking }) => lacking ?? '');
  const [least = 'without any result'] = texts.sort((a, b) => a.length - b.length);
  return { training, tests: null, lacking: training === null ? null : least };
}

/** All finished tests of a stage, those that are wanted now first. */
function finishedTests(run: StageRun): FinishedTests[] {
  const own = testsFolder(run);
  const names = existsSync(run.folder) ? readdirSync(run.folder).sort() : [];
  const others = names.flatMap((name) => {
    const [, identity] = /^tests-([0-9a-f]{8})$/.exec(name) ?? [];
    if (identity === undefined || identity === own.identity) return [];
    return [{ folder: join(run.folder, name), identity }];
  });
  return [own, ...others].filter(isDone).flatMap((results) => {
    const done = readDone(results, testsFile);
    return done === null ? [] : [{ ...results, done }];
  });
}

/**
 * The rows of a file of a stage's tests, as `readStage` found them, by the file's name without
 * `.jsonl`, under the name that the experiment gives the stage. Throws a UserError that names a
 * missing or damaged file.
 */
export function readRows<Row>(
  run: StageRun,
  tests: FinishedTests,
  name: string,
  schema: z.ZodType<Row>,
): Row[] {
  verifyFile(tests, rowsFile(name), tests.done);
  const rows = readJsonLines(join(tests.folder, rowsFile(name)), schema);
  return rows.map((row) => withStage(row, run.stage.name));
}

const withStage = <Row>(row: Row, stage: string): Row =>
  typeof row === 'object' && row !== null && 'stage' in row ? { ...row, stage } : row;
