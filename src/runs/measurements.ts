import { join } from 'node:path';
import { z } from 'zod';
import type { Analysis } from '../analyses/analysis.js';
import { analyses } from '../analyses/list.js';
import type { FinishedStage } from '../analyses/record.js';
import { evaluationSet } from '../data/evaluation-sets.js';
import { UserError } from '../errors/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { metrics } from '../experiment/metrics.js';
import { readJsonLines } from '../files/json-lines.js';
import { layout, rowsFile, runFiles, type StageRun } from './folder.js';
import { readDone, verifyFile } from './resume.js';
import { checkTestedAlike } from './tested-alike.js';

const measurementSchema = z
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
  /** Every row of every finished stage. */
  readonly rows: readonly Measurement[];
  /** Those stages, for analyses to read their rows back. */
  readonly stages: readonly FinishedStage[];
  /** First seeds of which every stage is finished, ascending. */
  readonly finished: readonly number[];
  /** First seeds of which some stage is missing, ascending. */
  readonly missing: readonly number[];
  /** Seconds of training and testing of the finished stages, over all seeds. */
  readonly seconds: number;
}

/**
 * Reads an experiment's results back. Rows of seeds that are not finished yet are left out, and so
 * are those of runs whose identity is another, such as of an earlier definition. Throws a UserError
 * that names the seed and the file of a damaged stage.
 */
export function readRecord(
  experiment: Experiment,
  runsFolder: string,
  list: readonly Analysis[] = analyses,
): ExperimentRecord {
  const rows: Measurement[] = [];
  const stages: FinishedStage[] = [];
  const finished: number[] = [];
  const missing: number[] = [];
  let seconds = 0;
  for (const [seed, runs] of layout(experiment, runsFolder)) {
    const record = namingSeed(experiment, seed, () => readSeed(experiment, runs, list));
    if (record === null) {
      missing.push(seed);
      continue;
    }
    finished.push(seed);
    rows.push(...record.rows);
    stages.push(...record.stages);
    seconds += record.seconds;
  }
  const ascending = (a: number, b: number) => a - b;
  finished.sort(ascending);
  missing.sort(ascending);
  return { rows, stages, finished, missing, seconds };
}

/** What one first seed's stages measured, and what they took. */
type SeedRecord = Omit<ExperimentRecord, 'finished' | 'missing'>;

/** The rows of one first seed; null where a stage is missing. */
function readSeed(
  experiment: Experiment,
  runs: readonly StageRun[],
  list: readonly Analysis[],
): SeedRecord | null {
  const done = runs.flatMap((run) => readDone(run) ?? []);
  if (done.length < runs.length) return null;
  const rows = runs.flatMap((run) => {
    verifyFile(run, runFiles.metrics);
    checkTestedAlike(run, experiment.evaluate, list);
    return readJsonLines(join(run.folder, runFiles.metrics), measurementSchema);
  });
  return {
    rows,
    stages: finishedStages(experiment, runs),
    seconds: done.reduce((sum, one) => sum + one.seconds, 0),
  };
}

/** The stages of a seed with their rows, each behind the one that it starts from. */
function finishedStages(experiment: Experiment, runs: readonly StageRun[]): FinishedStage[] {
  const stages = new Map<StageRun, FinishedStage>();
  for (const run of runs) {
    const { stage, seed, secondSeed, folder } = run;
    const parent = run.parent === null ? null : (stages.get(run.parent) ?? null);
    const rows: FinishedStage['rows'] = (name, schema) =>
      namingSeed(experiment, seed, () => {
        verifyFile(run, rowsFile(name));
        return readJsonLines(join(folder, rowsFile(name)), schema);
      });
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
