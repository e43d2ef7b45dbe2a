import { MersenneTwister } from '../random/mersenne-twister.js';
import { type Interval, requireValues } from './interval.js';

/** How to resample. */
export interface BootstrapOptions {
  /** How many resamples are drawn; default 1000, as seaborn's, which drew the paper's plots. */
  readonly resamples?: number;
  /** The share of resampled means inside the interval; default 0.95. */
  readonly level?: number;
  /** Seed of the resampling; default 0, so that the same values give the same interval. */
  readonly seed?: number;
}

/**
 * Percentile bootstrap interval of the mean over seeds, as seaborn's point plot draws it in the
 * authors' release: means of resamples drawn with replacement, cut at the 2.5th and 97.5th
 * percentile (interpolated linearly).
 *
 * Throws a RangeError for fewer than 2 values, values that are not finite, or options out of range.
 */
export function bootstrapInterval(
  values: readonly number[],
  { resamples = 1000, level = 0.95, seed = 0 }: BootstrapOptions = {},
): Interval {
  requireValues(values, 2, 'a bootstrap interval');
  if (!(level > 0 && level < 1)) throw new RangeError(`a level lies in (0, 1), got ${level}`);
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`resamples is a whole number from 1, got ${resamples}`);
  }
  const random = new MersenneTwister(seed);
  const n = values.length;
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let total = 0;
    for (let j = 0; j < n; j++) total += values[Math.floor(random.random() * n)] ?? 0;
    means[i] = total / n;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return { low: percentile(means, tail), high: percentile(means, 1 - tail) };
}

/** The value at `share` (0 to 1) of the way through sorted values, between neighbours linearly. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? 0;
  return below + (above - below) * (at - Math.floor(at));
}
