import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import { tInterval } from './t-interval.js';

describe('tInterval', () => {
  it('agrees with scipy on the golden values', () => {
    const { low, high } = tInterval(golden.a);
    expect(low).toBeCloseTo(golden.t95[0] ?? Number.NaN, 8);
    expect(high).toBeCloseTo(golden.t95[1] ?? Number.NaN, 8);
    expect((low + high) / 2).toBeCloseTo(golden.mean, 12);
  });

  it('widens with its level', () => {
    const narrow = tInterval([1, 2, 4], 0.5);
    const wide = tInterval([1, 2, 4], 0.99);
    expect(wide.low).toBeLessThan(narrow.low);
    expect(wide.high).toBeGreaterThan(narrow.high);
  });

  it('is a point where the values are equal', () => {
    expect(tInterval([0.5, 0.5, 0.5])).toEqual({ low: 0.5, high: 0.5 });
  });

  it('refuses what has no answer', () => {
    expect(() => tInterval([1])).toThrow('a t interval needs at least 2 values, got 1');
    expect(() => tInterval([1, Infinity])).toThrow('got Infinity at 1');
    expect(() => tInterval([1, 2], 1)).toThrow('a level lies in (0, 1), got 1');
  });
});
