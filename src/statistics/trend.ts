import { linearRegression } from 'simple-statistics';
import { type PairedSummary, summarisePairs } from './paired-summary.js';
import type { SeedValue } from './seed-comparison.js';

/** The values of first seeds at one point of an axis. */
export interface AxisPoint {
  readonly at: number;
  readonly seeds: readonly SeedValue[];
}

/**
 * The trend of a value along an axis: the slope of each first seed by least squares, then a t test
 * of whether their mean is zero, since the points of one first seed share its draw of the data and are
 * no independent observations. Slopes are in units of the value a unit of the axis.
 *
 * Only seeds that all points have are in it. Null for fewer than two points and where no seed is shared.
 */
export function trendOver(points: readonly AxisPoint[]): PairedSummary | null {
  const [first, ...others] = points;
  if (first === undefined || new Set(points.map(({ at }) => at)).size < 2) return null;
  const slopes = first.seeds.flatMap(({ seed, value }) => {
    const values = others.flatMap(({ at, seeds }) => {
      const found = seeds.find((one) => one.seed === seed);
      return found === undefined ? [] : [[at, found.value]];
    });
    if (values.length < others.length) return [];
    const slope = linearRegression([[first.at, value], ...values]).m;
    return [{ seed, value: slope, upper: slope, lower: 0 }];
  });
  return slopes.length === 0 ? null : summarisePairs(slopes);
}
