import { mean } from 'simple-statistics';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';

/** A value with one second seed of a first seed. */
export interface SeedCell {
  /** Null in stages that come before the second seed. */
  readonly secondSeed: number | null;
  readonly value: number;
}

/** One first seed's score in one set of a group after one epoch: the mean over its second seeds. */
export interface SeedMean {
  readonly seed: number;
  readonly stage: string;
  readonly epoch: number;
  readonly subset: string;
  readonly set: EvaluationSet;
  readonly metric: Metric;
  readonly value: number;
  /** What it is the mean of, in the order of second seeds; one where there are none. */
  readonly cells: readonly SeedCell[];
}

/**
 * Averages the runs of each first seed, so that first seeds are the independent observations of
 * every statistic: runs that share a first seed share their Stage 1 and must not be pooled.
 *
 * The order is that of first appearance. Throws an Error where a run was measured twice.
 */
export function seedMeans(rows: readonly Measurement[]): SeedMean[] {
  const groups = new Map<string, Measurement[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.seed, row.stage, row.epoch, row.subset, row.set, row.metric]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map(meanOfRuns);
}

function meanOfRuns(group: readonly Measurement[]): SeedMean {
  const [first] = group;
  if (first === undefined) throw new Error('a mean needs at least one row');
  const { seed, stage, epoch, subset, set, metric } = first;
  if (new Set(group.map((row) => row.secondSeed)).size < group.length) {
    throw new Error(
      `${subset} of seed ${seed} was measured twice in ${set} after epoch ${epoch} of ${stage}`,
    );
  }
  return {
    seed,
    stage,
    epoch,
    subset,
    set,
    metric,
    value: mean(group.map((row) => row.value)),
    cells: group
      .map(({ secondSeed, value }) => ({ secondSeed, value }))
      .sort((a, b) => (a.secondSeed ?? 0) - (b.secondSeed ?? 0)),
  };
}

/**
 * The last epoch at which anything was measured in a stage.
 *
 * Throws an Error that names the stages there are, if no row belongs to `stage`.
 */
export function lastEpoch(rows: readonly Pick<Measurement, 'stage' | 'epoch'>[], stage: string) {
  const epochs = rows.filter((row) => row.stage === stage).map((row) => row.epoch);
  if (epochs.length > 0) return Math.max(...epochs);
  const known = [...new Set(rows.map((row) => row.stage))].join(', ') || 'none';
  throw new Error(`no measurement belongs to stage '${stage}'; stages measured: ${known}`);
}
