import type { Group } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import { cellsMinus } from './nested/seed-cells.js';
import type { SeedDifference } from './paired-summary.js';
import { type SeedMean, seedMeans } from './seed-means.js';
import { rowsOfSet, type ShownSet } from './shown-sets.js';

/** Two groups in one evaluation set after one epoch of a stage. */
export interface GroupPair {
  /** All groups of the data, `upper` and `lower` among them. */
  readonly groups: readonly Group[];
  readonly upper: string;
  readonly lower: string;
  readonly set: ShownSet;
  readonly stage: string;
  readonly epoch: number;
}

/**
 * EM(upper) - EM(lower) of each first seed, in the order of seeds; second seeds are averaged within
 * their first seed; rows are those of `rowsOfSet`. Empty where no seed has one of the groups then.
 * Throws an Error where a seed lacks a measurement that others have, or has it for other second seeds
 * of one group than of the other.
 */
export function groupDifference(
  rows: readonly Measurement[],
  { groups, upper, lower, set, stage, epoch }: GroupPair,
): SeedDifference[] {
  const scored = rowsOfSet(rows, set, groups);
  const then = scored.filter((row) => row.stage === stage && row.epoch === epoch);
  const means = seedMeans(then.filter(({ subset }) => subset === upper || subset === lower));
  if (new Set(means.map(({ subset }) => subset)).size < 2) return [];
  const seeds = [...new Set(rows.map((row) => row.seed))].sort((a, b) => a - b);
  const find = (seed: number, subset: string): SeedMean => {
    const found = means.find((one) => one.seed === seed && one.subset === subset);
    if (found !== undefined) return found;
    throw new Error(
      `seed ${seed} has no ${subset} in ${set} after epoch ${epoch} of stage '${stage}'`,
    );
  };
  return seeds.map((seed) => {
    const [a, b] = [find(seed, upper), find(seed, lower)];
    const cells = cellsMinus(a.cells, b.cells);
    if (cells === null) {
      const [first, second] = [a, b].map((one) => one.cells.map((cell) => cell.secondSeed).join());
      throw new Error(
        `seed ${seed} has second seeds ${first} of ${upper} but ${second} of ${lower} in stage '${stage}'`,
      );
    }
    const difference = { seed, value: a.value - b.value, upper: a.value, lower: b.value };
    return cells.length > 1 ? { ...difference, cells } : difference;
  });
}
