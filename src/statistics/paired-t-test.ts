import { mean, sampleStandardDeviation } from 'simple-statistics';
import { pairedDifferences } from './differences.js';
import type { Interval } from './interval.js';
import { twoSidedP } from './student-t.js';
import { tInterval } from './t-interval.js';

/** What the paired t test found; `meanDifference` and `ci95` are in the unit of the values. */
export interface PairedTTest {
  readonly t: number;
  /** Two-sided, at most 1. */
  readonly p: number;
  /** Degrees of freedom: pairs - 1. */
  readonly df: number;
  readonly meanDifference: number;
  /** The 95 % t interval of the mean difference. */
  readonly ci95: Interval;
}

/**
 * Student's t test of paired values: is the mean of `a[i] - b[i]` zero?
 *
 * Throws a RangeError for lists of different lengths, for fewer than 2 pairs, and where all
 * differences are equal, since t is then undefined or infinite.
 */
export function pairedTTest(a: readonly number[], b: readonly number[]): PairedTTest {
  const differences = pairedDifferences(a, b);
  const df = differences.length - 1;
  const meanDifference = mean(differences);
  if (differences.every((one) => one === differences[0])) {
    throw new RangeError(
      `the paired t test needs differences that vary: all ${df + 1} are ${meanDifference}`,
    );
  }
  const t = meanDifference / (sampleStandardDeviation(differences) / Math.sqrt(df + 1));
  return { t, p: twoSidedP(t, df), df, meanDifference, ci95: tInterval(differences) };
}
