import jstat from 'jstat';
import { mean, sampleVariance } from 'simple-statistics';
import { type Interval, requireValues } from './interval.js';
import { twoSidedP } from './student-t.js';

/** What Welch's t test found; `meanDifference` and `ci95` are in the unit of the values. */
export interface WelchTTest {
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** Welch's and Satterthwaite's degrees of freedom, as a rule a fraction. */
  readonly df: number;
  readonly meanDifference: number;
  /** The 95 % t interval of the difference of means. */
  readonly ci95: Interval;
}

/**
 * Welch's t test of two independent samples, whose variances may differ: is mean(a) - mean(b) zero?
 *
 * Throws a RangeError for a sample of fewer than 2 values, for values that are not finite, and where
 * neither sample varies, since t is then undefined or infinite.
 */
export function welchTTest(a: readonly number[], b: readonly number[]): WelchTTest {
  requireValues(a, 2, "Welch's t test");
  requireValues(b, 2, "Welch's t test");
  const [ofA, ofB] = [a, b].map((values) => varianceOfMean(values)) as [number, number];
  if (ofA + ofB === 0) {
    throw new RangeError("Welch's t test needs values that vary: those of each sample are equal");
  }
  const df = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1));
  const standardError = Math.sqrt(ofA + ofB);
  const meanDifference = mean([...a]) - mean([...b]);
  const t = meanDifference / standardError;
  const reach = jstat.studentt.inv(0.975, df) * standardError;
  const ci95 = { low: meanDifference - reach, high: meanDifference + reach };
  return { t, p: twoSidedP(t, df), df, meanDifference, ci95 };
}

/** The square of a mean's standard error; 0 where all values are equal. */
function varianceOfMean(values: readonly number[]): number {
  return new Set(values).size === 1 ? 0 : sampleVariance([...values]) / values.length;
}
