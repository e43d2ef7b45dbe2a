import { mean } from 'simple-statistics';
import { type EvaluationSet, evaluationSets } from '../data/evaluation-sets.js';
import type { Group } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { bootstrapInterval } from './bootstrap.js';
import type { Interval } from './interval.js';
import { type LearnedStages, learnedAfter } from './learned-stages.js';
import { lastEpoch, type SeedMean, seedMeans } from './seed-means.js';
import { rowsOfSet, type ShownSet } from './shown-sets.js';

/** The score in one set of a group after one epoch, over first seeds. */
export interface GroupSummary {
  readonly stage: string;
  readonly epoch: number;
  /** Name of the group (the paper's subset). */
  readonly subset: string;
  readonly set: EvaluationSet;
  readonly metric: Metric;
  /** How many first seeds were measured. */
  readonly seeds: number;
  readonly mean: number;
  /** The 95 % bootstrap interval over first seeds; null for a single seed. */
  readonly ci95: Interval | null;
}

/**
 * Mean and interval by stage, epoch, group, set and metric, at every epoch that was measured; in
 * the order of `stages`, then of epochs, of
 * `groups`, of sets and of metrics. Rows of other stages are left out.
 */
export function summariseGroups(
  rows: readonly Measurement[],
  stages: readonly string[],
  groups: readonly Pick<Group, 'name'>[],
): GroupSummary[] {
  const names = groups.map(({ name }) => name);
  const found = new Map<string, [SeedMean, ...SeedMean[]]>();
  for (const one of seedMeans(rows.filter((row) => stages.includes(row.stage)))) {
    const key = JSON.stringify([one.stage, one.epoch, one.subset, one.set, one.metric]);
    const group = found.get(key);
    if (group === undefined) found.set(key, [one]);
    else group.push(one);
  }
  const summaries = [...found.values()].map((group): GroupSummary => {
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
      names.indexOf(a.subset) - names.indexOf(b.subset) ||
      evaluationSets.indexOf(a.set) - evaluationSets.indexOf(b.set) ||
      metrics.indexOf(a.metric) - metrics.indexOf(b.metric),
  );
}

/**
 * Mean and interval of each group at the end of each stage, which is its last measured epoch.
 *
 * Throws an Error for a stage without measurements.
 */
export function summariseStageEnds(
  rows: readonly Measurement[],
  stages: readonly string[],
  groups: readonly Pick<Group, 'name'>[],
): GroupSummary[] {
  const ends = new Map(stages.map((stage) => [stage, lastEpoch(rows, stage)]));
  return summariseGroups(
    rows.filter((row) => row.epoch === ends.get(row.stage)),
    stages,
    groups,
  );
}

/**
 * Mean and interval of each group where the paper's figures of single points measure it: X1's at
 * the end of Stage 1, X2's at the end of the last stage. Rows are those of `rowsOfSet`; empty where
 * the set was not measured.
 */
export function summariseOwnEnds(
  rows: readonly Measurement[],
  stages: LearnedStages,
  set: ShownSet,
  groups: readonly Group[],
  metric: Metric = 'exactMatch',
): GroupSummary[] {
  const dataOf = new Map(groups.map(({ name, data }) => [name, data]));
  const own = rowsOfSet(rows, set, groups, metric).filter((row) => {
    const stage = learnedAfter(stages, dataOf.get(row.subset) ?? 'X2');
    return row.stage === stage && row.epoch === lastEpoch(rows, stage);
  });
  return summariseGroups(own, [...new Set([stages.stage1, stages.last])], groups);
}
