import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/power.json' with { type: 'json' };
import { welchTTest } from './welch-t-test.js';

describe('welchTTest', () => {
  it.each(fixture.welch)('agrees with scipy: df %#', ({ a, b, t, df, p, ci95 }) => {
    const found = welchTTest(a, b);
    expect(found.t).toBeCloseTo(t, 9);
    expect(found.df).toBeCloseTo(df, 9);
    expect(Math.abs(found.p / p - 1)).toBeLessThan(1e-9);
    expect(found.ci95.low).toBeCloseTo(ci95[0] ?? Number.NaN, 8);
    expect(found.ci95.high).toBeCloseTo(ci95[1] ?? Number.NaN, 8);
  });

  it('refuses what has no answer', () => {
    expect(() => welchTTest([1], [1, 2])).toThrow('needs at least 2 values, got 1');
    expect(() => welchTTest([1, 1], [2, 2])).toThrow('needs values that vary');
  });
});
