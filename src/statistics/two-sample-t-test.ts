import { mean, sampleVariance } from 'simple-statistics';
import { requireValues } from './interval.js';
import { twoSidedP } from './student-t.js';

/** What the two-sample t test found. */
export interface TwoSampleTTest {
  readonly t: number;
  /** Degrees of freedom: values of both samples - 2. */
  readonly df: number;
  /** One-sided: small where the mean of the first sample is above that of the second. */
  readonly p: number;
}

/**
 * Student's t test of two samples of equal variance (pooled), one-sided: is the mean of `a` above
 * that of `b`? The authors' release tests the gaps of Fig. 11 so.
 *
 * Throws a RangeError for a sample of fewer than 2 values, for values that are not finite, and where
 * neither sample varies, since t is then undefined or infinite.
 */
export function twoSampleTTest(a: readonly number[], b: readonly number[]): TwoSampleTTest {
  requireValues(a, 2, 'a two-sample t test');
  requireValues(b, 2, 'a two-sample t test');
  const df = a.length + b.length - 2;
  const squares = (a.length - 1) * sampleVariance([...a]) + (b.length - 1) * sampleVariance([...b]);
  if (squares === 0) {
    throw new RangeError('the two-sample t test needs values that vary: those of each are equal');
  }
  const standardError = Math.sqrt((squares / df) * (1 / a.length + 1 / b.length));
  const t = (mean([...a]) - mean([...b])) / standardError;
  const tail = twoSidedP(t, df) / 2;
  return { t, df, p: t > 0 ? tail : 1 - tail };
}
