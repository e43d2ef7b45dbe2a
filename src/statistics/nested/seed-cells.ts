import type { SeedDifference } from '../paired-summary.js';
import type { SeedCell } from '../seed-means.js';

/**
 * The cells of a first seed minus other cells of it, second seed by second seed; null where the two
 * have not the same second seeds, in the same order.
 */
export function cellsMinus(a: readonly SeedCell[], b: readonly SeedCell[]): SeedCell[] | null {
  const isSame =
    a.length === b.length && a.every((cell, i) => cell.secondSeed === b[i]?.secondSeed);
  if (!isSame) return null;
  return a.map(({ secondSeed, value }, i) => ({
    secondSeed,
    value: value - (b[i]?.value ?? Number.NaN),
  }));
}

/** A difference with the differences of its cells, where both sides have the same second seeds. */
export function withCells(
  difference: SeedDifference,
  upper: readonly SeedCell[] | undefined,
  lower: readonly SeedCell[] | undefined,
): SeedDifference {
  const cells = upper && lower ? cellsMinus(upper, lower) : null;
  return cells === null ? difference : { ...difference, cells };
}

/** The values of every first seed with each of its second seeds; one value where it has no cells. */
export function cellValues(
  seeds: readonly Pick<SeedDifference, 'value' | 'cells'>[],
): (readonly number[])[] {
  return seeds.map(({ value, cells }) => cells?.map((cell) => cell.value) ?? [value]);
}
