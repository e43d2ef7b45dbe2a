import jstat from 'jstat';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { type Interval, requireValues } from './interval.js';

/**
 * Student's t interval of a mean: mean -+ t(1 - (1 - level) / 2, n - 1) * s / sqrt(n), with s the
 * sample standard deviation (n - 1 in the denominator).
 *
 * `level` defaults to 0.95. Equal values give an interval of width 0. Throws a RangeError for fewer
 * than 2 values, for values that are not finite and for a level outside (0, 1).
 */
export function tInterval(values: readonly number[], level = 0.95): Interval {
  requireValues(values, 2, 'a t interval');
  if (!(level > 0 && level < 1)) throw new RangeError(`a level lies in (0, 1), got ${level}`);
  const centre = mean([...values]);
  const standardError = sampleStandardDeviation([...values]) / Math.sqrt(values.length);
  const reach = jstat.studentt.inv(1 - (1 - level) / 2, values.length - 1) * standardError;
  return { low: centre - reach, high: centre + reach };
}
