import { z } from 'zod';
import type { AlignmentGainRow } from '../analyses/alignment/alignment-gain.js';
import { evaluationSet } from '../data/evaluation-sets.js';
import { subsetNames } from '../data/subsets.js';
import { UserError } from '../errors/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { metrics } from '../experiment/metrics.js';
import { readAlignmentGains } from './alignment-gains.js';
import { type AnalysisRows, readAnalyses } from './analysis-rows.js';
import { layout, type StageRun } from './folder.js';
import { readRows, readStage } from './stage-record.js';
import { isWanted } from './stage-tests.js';

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
  /** Every row that is wanted of every finished stage. */
  readonly rows: readonly Measurement[];
  /** How alignments of aliases go with gains of the last stage; none where not to be had. */
  readonly alignmentGains: readonly AlignmentGainRow[];
  /** First seeds of which every stage is finished, ascending. */
  readonly finished: readonly number[];
  /** First seeds of which some stage is not trained, or not tested as is wanted, ascending. */
  readonly missing: readonly number[];
  /** Those of the missing seeds whose stages are all trained: what their tests lack. */
  readonly untested: ReadonlyMap<number, string>;
  /** Seconds of training and testing of the finished stages, over all seeds. */
  readonly seconds: number;
}

/**
 * Reads an experiment's results back: of every finished seed the same sets, metrics, subsets and
 * epochs, those that the experiment wants. Seeds that lack some of them are not finished; runs whose
 * identity is another, such as of an earlier definition, are not looked at. Throws a UserError that
 * names the seed and the file of a damaged stage.
 */
export function readRecord(experiment: Experiment, runsFolder: string): ExperimentRecord {
  const records: SeedRecord[] = [];
  const finished: number[] = [];
  const missing: number[] = [];
  const untested = new Map<number, string>();
  for (const [seed, runs] of layout(experiment, runsFolder)) {
    namingSeed(experiment, seed, () => {
      const stages = runs.map((run) => ({ run, ...readStage(run) }));
      if (stages.every(({ training, tests }) => training !== null && tests !== null)) {
        finished.push(seed);
        records.push(readSeed(runs));
        return;
      }
      missing.push(seed);
      if (stages.some(({ training }) => training === null)) return;
      const lacking = stages.flatMap(({ run, lacking }) =>
        lacking === null ? [] : [`${run.stage.name} was tested ${lacking}`],
      );
      untested.set(seed, lacking.join('; '));
    });
  }
  const ascending = (a: number, b: number) => a - b;
  return {
    rows: records.flatMap(({ rows }) => rows),
    alignments: records.flatMap(({ alignments }) => alignments),
    alignmentGains: records.flatMap(({ alignmentGains }) => alignmentGains),
    probes: records.flatMap(({ probes }) => probes),
    finished: finished.sort(ascending),
    missing: missing.sort(ascending),
    untested,
    seconds: records.reduce((sum, one) => sum + one.seconds, 0),
  };
}

/** What one first seed's stages measured, and what they took. */
type SeedRecord = Pick<
  ExperimentRecord,
  'rows' | 'alignments' | 'alignmentGains' | 'probes' | 'seconds'
>;

/** The rows of one first seed, of which every stage is finished. */
function readSeed(runs: readonly StageRun[]): SeedRecord {
  const analyses = runs.map(readAnalyses);
  return {
    rows: runs.flatMap((run) =>
      readRows(run, 'metrics', measurementSchema).filter((row) => isWanted(run.tests, row)),
    ),
    alignments: analyses.flatMap(({ alignments }) => alignments),
    alignmentGains: readAlignmentGains(runs),
    probes: analyses.flatMap(({ probes }) => probes),
    seconds: runs.reduce((sum, run) => sum + (readStage(run).tests?.done.seconds ?? 0), 0),
  };
}

function namingSeed({ name }: Experiment, seed: number, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`"${name}", seed ${seed}: ${error.message}`, { cause: error });
  }
}
