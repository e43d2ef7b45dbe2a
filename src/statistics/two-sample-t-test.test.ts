import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/statistics-degenerate.json' with { type: 'json' };
import { twoSampleTTest } from './two-sample-t-test.js';

describe('twoSampleTTest', () => {
  it.each(fixture.cases)('agrees with scipy: $title', ({ a, b, twoSample }) => {
    const { t, df, p } = twoSampleTTest(a, b);
    expect(t).toBeCloseTo(twoSample.t, 9);
    expect(df).toBe(twoSample.df);
    expect(Math.abs(p / twoSample.p - 1)).toBeLessThan(1e-9);
  });

  it('asks whether the first is above the second', () => {
    const [low, high] = [
      [1, 2, 3],
      [2, 3, 5],
    ] as const;
    expect(twoSampleTTest(high, low).p + twoSampleTTest(low, high).p).toBeCloseTo(1, 12);
    expect(twoSampleTTest(high, low).p).toBeLessThan(0.5);
    expect(twoSampleTTest(low, low).p).toBe(0.5);
  });

  it('refuses what has no answer', () => {
    expect(() => twoSampleTTest([1], [1, 2])).toThrow('needs at least 2 values, got 1');
    expect(() => twoSampleTTest([1, Number.NaN], [1, 2])).toThrow('got NaN at 1');
    expect(() => twoSampleTTest([1, 1], [2, 2])).toThrow('needs values that vary');
  });
});
