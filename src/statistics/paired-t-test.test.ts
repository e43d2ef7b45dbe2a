import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import degenerate from '../../test/fixtures/statistics-degenerate.json' with { type: 'json' };
import { pairedTTest } from './paired-t-test.js';

describe('pairedTTest', () => {
  it('agrees with scipy on the golden pairs', () => {
    const { t, p, df } = pairedTTest(golden.a, golden.b);
    expect(t).toBeCloseTo(golden.ttest_rel.t, 9);
    expect(Math.abs(p / golden.ttest_rel.p - 1)).toBeLessThan(1e-9);
    expect(df).toBe(19);
  });

  it.each(degenerate.cases)('agrees with scipy: $title', ({ a, b, ttest, t95 }) => {
    const { t, p, df, meanDifference, ci95 } = pairedTTest(a, b);
    expect(t).toBeCloseTo(ttest.t, 8);
    expect(Math.abs(p / ttest.p - 1)).toBeLessThan(1e-8);
    expect(df).toBe(ttest.df);
    // jStat's quantile is good to 6e-9.
    expect(ci95.low).toBeCloseTo(t95[0] ?? Number.NaN, 7);
    expect(ci95.high).toBeCloseTo(t95[1] ?? Number.NaN, 7);
    expect(meanDifference).toBeCloseTo((ci95.low + ci95.high) / 2, 12);
  });

  it('keeps its precision far out in the tail', () => {
    const a = Array.from({ length: 20 }, (_, i) => 1 + (i % 2) / 100);
    const b = Array.from({ length: 20 }, () => 0);
    const { t, p } = pairedTTest(a, b);
    // scipy 1.17: ttest_rel(a, b)
    expect(t).toBeCloseTo(876.1386876516747, 6);
    expect(p / 3.133495976641025e-45).toBeCloseTo(1, 6);
  });

  it('has a p of 1 where the differences cancel', () => {
    expect(pairedTTest([0.1, 0.3], [0.3, 0.1])).toMatchObject({ t: 0, p: 1, df: 1 });
  });

  it('refuses what has no answer', () => {
    expect(() => pairedTTest([1, 2], [1])).toThrow(/one length, got 2 and 1/);
    expect(() => pairedTTest([1], [2])).toThrow(/at least 2 values, got 1/);
    expect(() => pairedTTest([1, Number.NaN], [2, 3])).toThrow(/got NaN at 1/);
    expect(() => pairedTTest([0.3, 0.4, 0.9], [0.2, 0.3, 0.8])).toThrow(/all 3 are 0\.1/);
  });
});
