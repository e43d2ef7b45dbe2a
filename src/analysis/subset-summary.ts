import { mean } from 'simple-statistics';
import { type Subset, subsetNames } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { bootstrapInterval } from './bootstrap.js';
import type { Interval } from './interval.js';
import { lastEpoch, type SeedMean, seedMeans } from './seed-means.js';

/** The score on one subset after one epoch, over first seeds. */
export interface SubsetSummary {
  readonly stage: string;
  readonly epoch: number;
  readonly subset: Subset;
  /** How many first seeds were measured. */
  readonly seeds: number;
  readonly mean: number;
  /** The 95 % bootstrap interval over first seeds; null for a single seed. */
  readonly ci95: Interval | null;
}

/**
 * Mean and interval by stage, epoch and subset, at every epoch that was measured; in the order of
 * `stages`, then of epochs, then of the paper's subsets. Rows of other stages are left out.
 */
export function summariseSubsets(
  rows: readonly Measurement[],
  stages: readonly string[],
): SubsetSummary[] {
  const groups = new Map<string, [SeedMean, ...SeedMean[]]>();
  for (const one of seedMeans(rows.filter((row) => stages.includes(row.stage)))) {
    const key = JSON.stringify([one.stage, one.epoch, one.subset]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const summaries = [...groups.values()].map((group): SubsetSummary => {
    const { stage, epoch, subset } = group[0];
    const values = group.map((one) => one.value);
    const ci95 = values.length > 1 ? bootstrapInterval(values) : null;
    return { stage, epoch, subset, seeds: values.length, mean: mean(values), ci95 };
  });
  return summaries.sort(
    (a, b) =>
      stages.indexOf(a.stage) - stages.indexOf(b.stage) ||
      a.epoch - b.epoch ||
      subsetNames.indexOf(a.subset) - subsetNames.indexOf(b.subset),
  );
}

/**
 * Mean and interval of each subset at the end of each stage, which is its last measured epoch.
 *
 * Throws an Error for a stage without measurements.
 */
export function summariseStageEnds(
  rows: readonly Measurement[],
  stages: readonly string[],
): SubsetSummary[] {
  const ends = new Map(stages.map((stage) => [stage, lastEpoch(rows, stage)]));
  return summariseSubsets(
    rows.filter((row) => row.epoch === ends.get(row.stage)),
    stages,
  );
}
