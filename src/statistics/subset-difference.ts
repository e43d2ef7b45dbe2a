import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { SeedDifference } from './paired-summary.js';
import { type SeedMean, seedMeans } from './seed-means.js';
import { rowsOfSet, type ShownSet } from './shown-sets.js';

/** Two subsets in one evaluation set after one epoch of a stage. */
export interface SubsetPair {
  readonly upper: Subset;
  readonly lower: Subset;
  readonly set: ShownSet;
  readonly stage: string;
  readonly epoch: number;
}

/**
 * EM(upper) - EM(lower) of each first seed, in the order of seeds; second seeds are averaged within
 * their first seed; rows are those of `rowsOfSet`. Empty where no seed has one of the subsets then. Throws an Error where a seed
 * lacks a measurement that others have, or has it for another number of second seeds.
 */
export function subsetDifference(
  rows: readonly Measurement[],
  { upper, lower, set, stage, epoch }: SubsetPair,
): SeedDifference[] {
  const scored = rowsOfSet(rows, set);
  const then = scored.filter((row) => row.stage === stage && row.epoch === epoch);
  const means = seedMeans(then.filter(({ subset }) => subset === upper || subset === lower));
  if (new Set(means.map(({ subset }) => subset)).size < 2) return [];
  const seeds = [...new Set(rows.map((row) => row.seed))].sort((a, b) => a - b);
  const find = (seed: number, subset: Subset): SeedMean => {
    const found = means.find((one) => one.seed === seed && one.subset === subset);
    if (found !== undefined) return found;
    throw new Error(
      `seed ${seed} has no ${subset} in ${set} after epoch ${epoch} of stage '${stage}'`,
    );
  };
  return seeds.map((seed) => {
    const [a, b] = [find(seed, upper), find(seed, lower)];
    if (a.runs !== b.runs) {
      throw new Error(
        `seed ${seed} has ${a.runs} runs of ${upper} but ${b.runs} of ${lower} in stage '${stage}'`,
      );
    }
    return { seed, value: a.value - b.value, upper: a.value, lower: b.value };
  });
}
