import { mean } from 'simple-statistics';
import { type EvaluationSet, evaluationSets } from '../data/evaluation-sets.js';
import { type Subset, subsetNames, subsets } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { bootstrapInterval } from './bootstrap.js';
import type { GapStages } from './gap-stages.js';
import type { Interval } from './interval.js';
import { lastEpoch, type SeedMean, seedMeans } from './seed-means.js';
import { rowsOfSet, type ShownSet } from './shown-sets.js';

/** The score in one set of a subset after one epoch, over first seeds. */
export interface SubsetSummary {
  readonly stage: string;
  readonly epoch: number;
  readonly subset: Subset;
  readonly set: EvaluationSet;
  readonly metric: Metric;
  /** How many first seeds were measured. */
  readonly seeds: number;
  readonly mean: number;
  /** The 95 % bootstrap interval over first seeds; null for a single seed. */
  readonly ci95: Interval | null;
}

/**
 * Mean and interval by stage, epoch, subset, set and metric, at every epoch that was measured; in
 * the order of `stages`, then of epochs, of the paper's subsets, of sets and of metrics. Rows of other stages are left out.
 */
export function summariseSubsets(
  rows: readonly Measurement[],
  stages: readonly string[],
): SubsetSummary[] {
  const groups = new Map<string, [SeedMean, ...SeedMean[]]>();
  for (const one of seedMeans(rows.filter((row) => stages.includes(row.stage)))) {
    const key = JSON.stringify([one.stage, one.epoch, one.subset, one.set, one.metric]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const summaries = [...groups.values()].map((group): SubsetSummary => {
    const { stage, epoch, subset, set, metric } = group[0];
    const values = group.map((one) => one.value);
    const ci95 = values.length > 1 ? bootstrapInterval(values) : null;
    const measured = { stage, epoch, subset, set, metric };
    return { ...measured, seeds: values.length, mean: mean(values), ci95 };
  });
  return summaries.sort(
    (a, b) =>
      stages.indexOf(a.stage) - stages.indexOf(b.stage) ||
      a.epoch - b.epoch ||
      subsetNames.indexOf(a.subset) - subsetNames.indexOf(b.subset) ||
      evaluationSets.indexOf(a.set) - evaluationSets.indexOf(b.set) ||
      metrics.indexOf(a.metric) - metrics.indexOf(b.metric),
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

/**
 * Mean and interval of each subset where the paper's figures of single points measure it: X1's at
 * the end of Stage 1, X2's at the end of the last stage. Rows are those of `rowsOfSet`; empty where
 * the set was not measured.
 */
export function summariseOwnEnds(
  rows: readonly Measurement[],
  { stage1, last }: GapStages,
  set: ShownSet,
  metric: Metric = 'exactMatch',
): SubsetSummary[] {
  const scored = rowsOfSet(rows, set, metric);
  const own = scored.filter((row) => {
    const stage = subsets[row.subset].stage === 'X1' ? stage1 : last;
    return row.stage === stage && row.epoch === lastEpoch(rows, stage);
  });
  return summariseSubsets(own, [...new Set([stage1, last])]);
}
