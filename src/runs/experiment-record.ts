import { z } from 'zod';
import type { FinishedStage } from '../analyses/analysed-stage.js';
import type { AnalysisKind } from '../analyses/analysis-kind.js';
import { analysisKinds } from '../analyses/kinds.js';
import { evaluationSet } from '../data/evaluation-sets.js';
import { UserError } from '../errors/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { metrics } from '../experiment/metrics.js';
import { type Chance, meanChance, readBaseline } from './baseline.js';
import { DamagedError, type ResultFolder, verifyFile } from './done-file.js';
import { layout, type StageRun } from './folder.js';
import { type FinishedTests, readRows, readStage } from './stage-record.js';
import { isWanted } from './stage-tests.js';
import type { Done } from './store/done-record.js';
import { type Gaps, gapsText } from './work/gaps.js';

/** A row of `metrics.jsonl`. */
export const measurementSchema = z
  .strictObject({
    seed: z.int(),
    secondSeed: z.int().nullable(),
    stage: z.string(),
    epoch: z.number().min(0),
    subset: z.string(),
    set: evaluationSet,
    metric: z.enum(metrics),
    value: z.number().min(0),
    questions: z.int().positive(),
  })
  .refine(({ metric, value }) => metric === 'loss' || value <= 1, {
    path: ['value'],
    message: 'expected a share of questions, from 0 to 1',
  });

/** What the runs folder holds of an experiment as it is now defined. */
export interface ExperimentRecord {
  /** Every row that is wanted of every finished stage. */
  readonly rows: readonly Measurement[];
  /** Those stages and where their rows are. */
  readonly runs: readonly TestedRun[];
  /** The same for analyses, to read their rows back. */
  readonly stages: readonly FinishedStage[];
  /** First seeds of which every stage is finished, ascending. */
  readonly finished: readonly number[];
  /**
   * First seeds of which some stage is not trained, or not tested as is wanted, ascending; damaged
   * ones aside.
   */
  readonly missing: readonly number[];
  /** Those of the missing seeds whose stages are all trained: what their tests lack. */
  readonly untested: ReadonlyMap<number, string>;
  /** The mean of the chance levels beside the finished seeds' tests; null where none has one. */
  readonly chance: Chance | null;
  /** First seeds that are left out because a file of theirs is damaged: which, and how. */
  readonly damaged: ReadonlyMap<number, string>;
  /**
   * What finished seeds lack that was added from their weights, in words, each once: scores before
   * the end of a stage, which no row has.
   */
  readonly notes: readonly string[];
  /** Seconds of training and testing of the finished stages, over all seeds. */
  readonly seconds: number;
}

/**
 * Reads an experiment's results back: for every finished seed the sets, metrics, groups and epochs
 * that the experiment asks for. Seeds that lack some of them count as unfinished; runs with another
 * identity, such as those of an earlier definition, are ignored. A seed with a damaged file is set
 * aside whole.
 */
export function readRecord(
  experiment: Experiment,
  runsFolder: string,
  list: readonly AnalysisKind[] = analysisKinds,
): ExperimentRecord {
  const records: SeedRecord[] = [];
  const finished: number[] = [];
  const missing: number[] = [];
  const untested = new Map<number, string>();
  const damaged = new Map<number, string>();
  const gaps: TestedRun[] = [];
  for (const [seed, runs] of layout(experiment, runsFolder)) {
    try {
      const stages = runs.map((run) => ({ run, ...readStage(run, list) }));
      const whole = stages.flatMap(({ run, training, tests, gaps }): TestedRun[] =>
        training === null || tests === null ? [] : [{ run, tests, gaps }],
      );
      if (whole.length === runs.length) {
        for (const { run, training } of stages)
          if (training !== null) verifyRecords({ ...run, done: training });
        for (const one of whole.flatMap(({ tests }) => tests)) verifyRecords(one);
        records.push(readSeed(experiment, whole));
        finished.push(seed);
        gaps.push(...whole);
        continue;
      }
      missing.push(seed);
      if (stages.some(({ training }) => training === null)) continue;
      const lacking = stages.flatMap(({ run, lacking }) =>
        lacking === null ? [] : [`${run.stage.name} was tested ${lacking}`],
      );
      untested.set(seed, lacking.join('; '));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.set(seed, error instanceof DamagedError ? error.what : error.message);
    }
  }
  const ascending = (a: number, b: number) => a - b;
  const levels = records.flatMap(({ chance }) => chance);
  const isMissing = missingIn(gaps);
  return {
    rows: records.flatMap(({ rows }) => rows.filter((row) => !isMissing(row))),
    runs: records.flatMap(({ runs }) => runs),
    stages: records.flatMap(({ stages }) => stages),
    finished: finished.sort(ascending),
    missing: missing.sort(ascending),
    untested,
    chance: levels.length === 0 ? null : meanChance(levels),
    damaged,
    notes: notesOf(gaps),
    seconds: records.reduce((sum, one) => sum + one.seconds, 0),
  };
}

/** What one first seed's stages measured, and what they took. */
type SeedRecord = Pick<ExperimentRecord, 'rows' | 'runs' | 'stages' | 'seconds'> & {
  /** Of each stage that has one. */
  readonly chance: readonly Chance[];
};

/** A finished stage of a run, its tests, and what they lack before its end. */
export interface TestedRun {
  readonly run: StageRun;
  readonly tests: readonly FinishedTests[];
  readonly gaps: Gaps;
}

/** Says of a row whether some finished seed lacks it: means are of the same seeds everywhere. */
function missingIn(tested: readonly TestedRun[]): (row: Measurement) => boolean {
  const keys = tested.flatMap(({ run, gaps }) =>
    gaps.tests.flatMap(({ set, metric, epochs }) =>
      epochs.map((epoch) => keyOf({ stage: run.stage.name, set, metric, epoch })),
    ),
  );
  const missing = new Set(keys);
  return (row) => missing.size > 0 && missing.has(keyOf(row));
}

const keyOf = (row: {
  readonly stage: string;
  readonly set: string;
  readonly metric: string;
  readonly epoch: number;
}): string => JSON.stringify([row.stage, row.set, row.metric, row.epoch]);

function notesOf(tested: readonly TestedRun[]): string[] {
  const notes = tested.flatMap(({ run, gaps }) =>
    gaps.tests.length === 0 ? [] : [`${run.stage.name} has no ${gapsText(gaps.tests)}`],
  );
  return [...new Set(notes)];
}

/** The rows of one first seed, of which every stage is finished; a UserError where one is damaged. */
function readSeed(experiment: Experiment, whole: readonly TestedRun[]): SeedRecord {
  return {
    rows: whole.flatMap(({ run, tests }) =>
      readRows(run, tests, 'metrics', measurementSchema).filter((row) => isWanted(run.tests, row)),
    ),
    runs: whole,
    stages: finishedStages(experiment, whole),
    chance: whole.flatMap(({ tests }) => tests.flatMap(({ folder }) => readBaseline(folder) ?? [])),
    seconds: whole.reduce((sum, { tests }) => sum + secondsOf(tests), 0),
  };
}

/** Compares the files of a finished folder with what was written, all but weights. */
function verifyRecords(results: ResultFolder & { readonly done: Done }): void {
  for (const name of results.done.files.keys())
    if (!isLarge(name)) verifyFile(results, name, results.done);
}

/** Weights, and a checkpoint's tokenizer: no number of a report comes from them. */
const isLarge = (name: string): boolean => /\.(safetensors|model)$|tokenizer/.test(name);

const secondsOf = (tests: readonly FinishedTests[]): number =>
  tests.reduce((sum, { done }) => sum + done.seconds, 0);

/** The stages of a seed with their rows, each behind the one that it starts from. */
function finishedStages(experiment: Experiment, whole: readonly TestedRun[]): FinishedStage[] {
  const stages = new Map<StageRun, FinishedStage>();
  for (const { run, tests } of whole) {
    const { stage, seed, secondSeed } = run;
    const parent = run.parent === null ? null : (stages.get(run.parent) ?? null);
    const rows: FinishedStage['rows'] = (name, schema) =>
      namingSeed(experiment, seed, () => readRows(run, tests, name, schema));
    stages.set(run, { stage, seed, secondSeed, parent, rows });
  }
  return [...stages.values()];
}

function namingSeed<Result>({ name }: Experiment, seed: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`"${name}", seed ${seed}: ${error.message}`, { cause: error });
  }
}
