import { join } from 'node:path';
import { z } from 'zod';
import type { AlignmentGainRow } from '../analyses/alignment/alignment-gain.js';
import type { AlignmentRow } from '../analyses/alignment/alignment-row.js';
import type { ProbeRow } from '../analyses/probes/probe-row.js';
import { evaluationSet } from '../data/evaluation-sets.js';
import { subsetNames } from '../data/subsets.js';
import { UserError } from '../errors/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { metrics } from '../experiment/metrics.js';
import { readJsonLines } from '../files/json-lines.js';
import { readAlignmentGains } from './alignment-gains.js';
import { type AnalysisRows, readAnalyses } from './analysis-rows.js';
import { layout, runFiles, type StageRun } from './folder.js';
import { readDone, verifyFile } from './done-file.js';
import { checkTestedAlike } from './stage-tests.js';

const measurementSchema = z
  .strictObject({
    seed: z.int(),
    secondSeed: z.int().nullable(),
    stage: z.string(),
    epoch: z.number().min(0),
    subset: z.enum(subsetNames),
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
export interface ExperimentRecord extends AnalysisRows {
  /** Every row of every finished stage. */
  readonly rows: readonly Measurement[];
  /** How alignments of aliases go with gains of the last stage; none where not to be had. */
  readonly alignmentGains: readonly AlignmentGainRow[];
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
export function readRecord(experiment: Experiment, runsFolder: string): ExperimentRecord {
  const rows: Measurement[] = [];
  const alignments: AlignmentRow[] = [];
  const alignmentGains: AlignmentGainRow[] = [];
  const probes: ProbeRow[] = [];
  const finished: number[] = [];
  const missing: number[] = [];
  let seconds = 0;
  for (const [seed, runs] of layout(experiment, runsFolder)) {
    const record = namingSeed(experiment, seed, () => readSeed(experiment, runs));
    if (record === null) {
      missing.push(seed);
      continue;
    }
    finished.push(seed);
    rows.push(...record.rows);
    alignments.push(...record.alignments);
    alignmentGains.push(...record.alignmentGains);
    probes.push(...record.probes);
    seconds += record.seconds;
  }
  const ascending = (a: number, b: number) => a - b;
  finished.sort(ascending);
  missing.sort(ascending);
  return { rows, alignments, alignmentGains, probes, finished, missing, seconds };
}

/** What one first seed's stages measured, and what they took. */
type SeedRecord = Omit<ExperimentRecord, 'finished' | 'missing'>;

/** The rows of one first seed; null where a stage is missing. */
function readSeed({ evaluate }: Experiment, runs: readonly StageRun[]): SeedRecord | null {
  const done = runs.flatMap((run) => readDone(run) ?? []);
  if (done.length < runs.length) return null;
  const rows = runs.flatMap((run) => {
    verifyFile(run, 'metrics');
    checkTestedAlike(run, evaluate);
    return readJsonLines(join(run.folder, runFiles.metrics), measurementSchema);
  });
  const analyses = runs.map(readAnalyses);
  return {
    rows,
    alignments: analyses.flatMap(({ alignments }) => alignments),
    alignmentGains: readAlignmentGains(runs),
    probes: analyses.flatMap(({ probes }) => probes),
    seconds: done.reduce((sum, one) => sum + one.seconds, 0),
  };
}

function namingSeed<Result>({ name }: Experiment, seed: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`"${name}", seed ${seed}: ${error.message}`, { cause: error });
  }
}
