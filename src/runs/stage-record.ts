import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { AnalysisKind } from '../analyses/analysis-kind.js';
import { analysisKinds } from '../analyses/kinds.js';
import { readJsonLines } from '../files/json-lines.js';
import { isDone, type ResultFolder, readDescribed, verifyFile } from './done-file.js';
import type { StageRun } from './folder.js';
import { readTraining, rowsFile } from './stage-files.js';
import {
  areMadeAlike,
  isAnalysed,
  lackingText,
  type StageTests,
  stageTestsSchema,
  testsIdentity,
} from './stage-tests.js';
import type { Done } from './store/done-record.js';
import { areOfCurvesAlone, type Gaps, gapsOf, gapsText, isWhole } from './work/gaps.js';

/** The file in a folder of tests that says what was tested. */
export const testsFile = 'tests.json';

/** Finished tests of a stage, and the folder that they are in. */
export interface FinishedTests extends ResultFolder {
  readonly done: Done;
  /** What was tested. */
  readonly had: StageTests;
}

/** What is on disk of a stage, as an experiment looks at it. */
export interface StageRecord {
  /** Null where the stage is not trained. */
  readonly training: Done | null;
  /**
   * Finished tests that together have what is wanted, or all of it but scores before the stage's
   * end of what was added to finished runs from their weights; else null. They may have more.
   */
  readonly tests: readonly FinishedTests[] | null;
  /** All finished tests, whatever was wanted. */
  readonly found: readonly FinishedTests[];
  /** What the tests of a trained stage lack; everything where there are none. */
  readonly gaps: Gaps;
  /** The same in words; null where nothing is missing, and for a stage that is not trained. */
  readonly lacking: string | null;
}

/** Where the tests that are wanted of a stage are written. */
export function testsFolder({ folder, tests }: Pick<StageRun, 'folder' | 'tests'>): ResultFolder {
  const identity = testsIdentity(tests);
  return { folder: `${folder}/tests-${identity}`, identity };
}

/** Reads what is on disk of a stage. Throws a UserError that names a damaged file. */
export function readStage(
  run: StageRun,
  list: readonly AnalysisKind[] = analysisKinds,
): StageRecord {
  const training = readTraining(run);
  const found = finishedTests(run);
  const gapsIn = (tests: readonly FinishedTests[]): Gaps =>
    gapsOf(
      tests.map(({ had }) => had),
      run.tests,
      { start: run.parent !== null, list },
    );
  const whole = found.find((one) => isWhole(gapsIn([one])));
  const alike = found.filter(({ had }) => areMadeAlike(had, run.tests)).sort(byAge);
  if (whole !== undefined) {
    // Answers of other epochs may have been saved later, from weights.
    const answers = alike.filter(
      ({ had }) => had.answers === 'every' && had.atEpochs !== undefined,
    );
    const tests = [whole, ...answers.filter((one) => one !== whole)];
    return { training, tests, found, gaps: { tests: [], analyses: [] }, lacking: null };
  }
  const gaps = gapsIn(alike);
  if (isWhole(gaps)) return { training, tests: alike, found, gaps, lacking: null };
  const had = alike.map((one) => one.had);
  const tests = areOfCurvesAlone(gaps, had, run.tests) ? alike : null;
  const lacking = training === null ? null : lackingOf(run, found, gaps, list);
  return { training, tests, found, gaps, lacking };
}

/** What tests lack, in words: of several that fit together their gaps, else of the nearest one. */
function lackingOf(
  { tests: wanted }: StageRun,
  found: readonly FinishedTests[],
  gaps: Gaps,
  list: readonly AnalysisKind[],
): string {
  const alike = found.filter(({ had }) => areMadeAlike(had, wanted));
  if (alike.length > 1) {
    const parts = [
      ...(gaps.tests.length === 0 ? [] : [gapsText(gaps.tests)]),
      ...gaps.analyses.map((name) => `the analysis ${name} with the options now asked for`),
    ];
    return `without ${parts.join('; ')}`;
  }
  const texts = found.map(({ had }) => lackingText(had, wanted, list) ?? '');
  const [least = 'without any result'] = texts.sort((a, b) => a.length - b.length);
  return least;
}

/** The oldest first, so that rows that several have are always those of the same tests. */
const byAge = (a: FinishedTests, b: FinishedTests): number =>
  a.done.finished.localeCompare(b.done.finished) || a.folder.localeCompare(b.folder);

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
    const { done, description } = readDescribed(results, testsFile, stageTestsSchema);
    return [{ ...results, done, had: description }];
  });
}

/** Rows of one folder of tests. */
export interface RowsOfTests<Row> {
  readonly tests: FinishedTests;
  readonly rows: readonly Row[];
}

/**
 * The rows of a file of a stage's tests, as `readStage` found them, by the file's name without
 * `.jsonl`, under the name that the experiment gives the stage, in the order in which one training
 * writes them. Throws a UserError that names a missing or damaged file.
 *
 * @param schema of several folders of tests it has to keep epoch, set, subset and metric of a row
 */
export function readRows<Row>(
  run: StageRun,
  tests: readonly FinishedTests[],
  name: string,
  schema: z.ZodType<Row>,
): Row[] {
  const rows = readRowsByTests(run, tests, name, schema).flatMap((one) => one.rows);
  if (tests.length < 2) return rows;
  const subsets = [...new Set(rows.map((row) => fieldOf(row, 'subset')))];
  const places = new Map(
    rows.map((row) => {
      const [epoch, set, subset, metric] = keyFields.map((field) => fieldOf(row, field));
      const isTest = set !== undefined;
      const place = [
        Number(epoch ?? 0),
        run.tests.sets.indexOf(String(set)),
        isTest ? subsets.indexOf(subset) : 0,
        isTest ? measuredOrder.indexOf(String(metric)) : 0,
      ];
      return [row, place] as const;
    }),
  );
  const placeOf = (row: Row): number[] => places.get(row) ?? [];
  return rows.sort((a, b) => compareInOrder(placeOf(a), placeOf(b)));
}

/** The order in which a test measures. */
const measuredOrder: readonly string[] = ['loss', 'exactMatch', 'f1'];

function compareInOrder(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** As `readRows`, by the tests that the rows come from: what several have is of the oldest. */
export function readRowsByTests<Row>(
  run: StageRun,
  tests: readonly FinishedTests[],
  name: string,
  schema: z.ZodType<Row>,
): RowsOfTests<Row>[] {
  const read = (one: FinishedTests): Row[] => {
    verifyFile(one, rowsFile(name), one.done);
    const rows = readJsonLines(join(one.folder, rowsFile(name)), schema);
    return rows.map((row) => withStage(row, run.stage.name));
  };
  const [first] = tests;
  if (first === undefined) return [];
  if (tests.length === 1) return [{ tests: first, rows: read(first) }];
  const analysis = analysisKinds.find(({ files }) => Object.hasOwn(files, name));
  if (analysis !== undefined) {
    const made = tests.find(({ had }) => isAnalysed(analysis.name, had, run.tests, [analysis]));
    return made === undefined ? [] : [{ tests: made, rows: read(made) }];
  }
  const seen = new Set<string>();
  return inOrderOf(name, run.tests, tests).map((one) => {
    const rows = read(one).filter((row) => !seen.has(keyOf(row)));
    for (const row of rows) seen.add(keyOf(row));
    return { tests: one, rows };
  });
}

/**
 * Tests in the order in which their rows called `name` count: what several have is of the first.
 * Answers have their F1 only where it was measured: those come first where it is wanted.
 */
export function inOrderOf(
  name: string,
  { metrics }: StageTests,
  tests: readonly FinishedTests[],
): readonly FinishedTests[] {
  if (name !== 'answers' || !metrics.includes('f1')) return tests;
  const has = ({ had }: FinishedTests): number => (had.metrics.includes('f1') ? 0 : 1);
  return tests.toSorted((a, b) => has(a) - has(b));
}

const fieldOf = (row: unknown, field: string): unknown => Reflect.get(Object(row), field);

const keyFields = ['epoch', 'set', 'subset', 'metric'] as const;

/** What rows of two tests are the same by. */
const keyOf = (row: unknown): string =>
  JSON.stringify(keyFields.map((field) => fieldOf(row, field) ?? null));

const withStage = <Row>(row: Row, stage: string): Row =>
  typeof row === 'object' && row !== null && 'stage' in row ? { ...row, stage } : row;
