import jstat from 'jstat';
import type { Interval } from './interval.js';
import type { PairedSummary } from './paired-summary.js';
import { twoSidedP } from './student-t.js';

/** Two one-sided t tests (TOST) of whether a true difference lies between -bound and bound. */
export interface Equivalence {
  /** The larger of the two: below alpha, a difference of the bound or more is ruled out. */
  readonly p: number;
  /** One-sided p of the test that the difference is below the bound. */
  readonly pBelow: number;
  /** One-sided p of the test that it is above -bound. */
  readonly pAbove: number;
  /** The 90 % t interval, which lies within the bounds where p is below 0.05. */
  readonly ci90: Interval;
}

/** The probability of a larger t than this. */
function above(t: number, df: number): number {
  const tail = twoSidedP(t, df) / 2;
  return t > 0 ? tail : 1 - tail;
}

/**
 * Tests a difference over first seeds for equivalence with zero, by the standard error of its t test
 * (paired, or Welch's). Null where that is undefined: one seed, or no spread. The bound is above 0.
 */
export function equivalenceOf(
  { mean, ci95, df }: Pick<PairedSummary, 'mean' | 'ci95' | 'df'>,
  bound: number,
): Equivalence | null {
  if (ci95 === null || df === null) return null;
  const error = (ci95.high - ci95.low) / 2 / jstat.studentt.inv(0.975, df);
  const pBelow = above((bound - mean) / error, df);
  const pAbove = above((bound + mean) / error, df);
  const reach = jstat.studentt.inv(0.95, df) * error;
  return {
    ...{ p: Math.max(pBelow, pAbove), pBelow, pAbove },
    ci90: { low: mean - reach, high: mean + reach },
  };
}
