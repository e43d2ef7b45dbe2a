import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import { bootstrapInterval } from './bootstrap.js';
import { tInterval } from './t-interval.js';

describe('bootstrapInterval', () => {
  it('is near the t interval, a little narrower, for 20 well-behaved seeds', () => {
    const ours = bootstrapInterval(golden.a, { resamples: 20_000 });
    const theirs = tInterval(golden.a);
    const ratio = (ours.high - ours.low) / (theirs.high - theirs.low);
    // Expected: 1.96 / 2.093 * sqrt(19 / 20) = 0.913, with a percent of noise.
    expect(ratio).toBeGreaterThan(0.89);
    expect(ratio).toBeLessThan(0.935);
    expect((ours.low + ours.high) / 2).toBeCloseTo(golden.mean, 3);
  });

  it('gives the same interval each time, and another with another seed', () => {
    expect(bootstrapInterval(golden.a)).toEqual(bootstrapInterval(golden.a));
    expect(bootstrapInterval(golden.a, { seed: 1 })).not.toEqual(bootstrapInterval(golden.a));
  });

  it('covers all resamples of two values', () => {
    // Means are 0, 1/2 or 1 with odds 1:2:1, so both tails of 2.5 % reach the ends.
    expect(bootstrapInterval([0, 1])).toEqual({ low: 0, high: 1 });
  });

  it('stays within the values and moves with them', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(values, (some) => {
        const { low, high } = bootstrapInterval(some, { resamples: 50 });
        expect(low).toBeGreaterThanOrEqual(Math.min(...some));
        expect(high).toBeLessThanOrEqual(Math.max(...some));
        const moved = bootstrapInterval(
          some.map((one) => one + 7),
          { resamples: 50 },
        );
        expect(moved.low).toBeCloseTo(low + 7, 9);
        expect(moved.high).toBeCloseTo(high + 7, 9);
      }),
    );
  });

  it('refuses what has no answer', () => {
    expect(() => bootstrapInterval([1])).toThrow('needs at least 2 values, got 1');
    expect(() => bootstrapInterval([1, Number.NaN])).toThrow('got NaN at 1');
    expect(() => bootstrapInterval([1, 2], { resamples: 0.5 })).toThrow('got 0.5');
    expect(() => bootstrapInterval([1, 2], { level: 95 })).toThrow('got 95');
  });
});
