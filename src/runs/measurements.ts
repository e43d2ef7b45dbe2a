import { join } from 'node:path';
import { z } from 'zod';
import { subsetNames } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../stages/experiment.js';
import { layout, runFiles } from './folder.js';
import { readJsonLines } from './json-lines.js';
import { readDone } from './resume.js';

const measurementSchema = z.strictObject({
  seed: z.int(),
  secondSeed: z.int().nullable(),
  stage: z.string(),
  epoch: z.number().min(0),
  subset: z.enum(subsetNames),
  metric: z.literal('exactMatch'),
  value: z.number().min(0).max(1),
  questions: z.int().positive(),
});

/** What the runs folder holds of an experiment as it is now defined. */
export interface ExperimentRecord {
  /** Every row of every finished stage. */
  readonly rows: readonly Measurement[];
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
 * that names a damaged file.
 */
export function readRecord(experiment: Experiment, runsFolder: string): ExperimentRecord {
  const rows: Measurement[] = [];
  const finished: number[] = [];
  const missing: number[] = [];
  let seconds = 0;
  for (const [seed, runs] of layout(experiment, runsFolder)) {
    const done = runs.map(readDone);
    if (done.includes(null)) {
      missing.push(seed);
      continue;
    }
    finished.push(seed);
    for (const run of runs) {
      rows.push(...readJsonLines(join(run.folder, runFiles.metrics), measurementSchema));
    }
    seconds += done.reduce((sum, one) => sum + (one?.seconds ?? 0), 0);
  }
  const ascending = (a: number, b: number) => a - b;
  return { rows, finished: finished.sort(ascending), missing: missing.sort(ascending), seconds };
}
