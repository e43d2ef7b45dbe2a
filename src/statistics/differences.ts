import { requireValues } from './interval.js';

/**
 * The differences `a[i] - b[i]` of paired values, for the paired tests.
 *
 * They are rounded to 12 digits of the largest value, because scores are shares of a few hundred
 * questions and 0.3 - 0.2 must equal 0.4 - 0.3: ties and zeros would otherwise be lost to rounding.
 * Throws a RangeError for lists of different lengths, fewer than 2 pairs or non-finite values.
 */
export function pairedDifferences(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) {
    throw new RangeError(`paired values need lists of one length, got ${a.length} and ${b.length}`);
  }
  requireValues(a, 2, 'a paired test');
  requireValues(b, 2, 'a paired test');
  const largest = Math.max(...a.map(Math.abs), ...b.map(Math.abs));
  if (largest === 0) return a.map(() => 0);
  const scale = 10 ** (12 - Math.ceil(Math.log10(largest)));
  return a.map((value, i) => Math.round((value - (b[i] ?? 0)) * scale) / scale);
}
