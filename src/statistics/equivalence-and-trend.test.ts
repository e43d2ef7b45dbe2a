import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/nested.json' with { type: 'json' };
import { equivalenceOf } from './equivalence.js';
import { summarisePairs } from './paired-summary.js';
import { trendOver } from './trend.js';

describe('equivalenceOf', () => {
  it.each(fixture.equivalence)('agrees with ttost_paired of statsmodels, bound $bound', (one) => {
    const seeds = one.upper.map((upper, seed) => {
      const lower = one.lower[seed] ?? Number.NaN;
      return { seed, value: upper - lower, upper, lower };
    });
    const found = equivalenceOf(summarisePairs(seeds), one.bound);
    expect(found?.p).toBeCloseTo(one.p, 9);
    expect(found?.pBelow).toBeCloseTo(one.pBelow, 9);
    expect(found?.pAbove).toBeCloseTo(one.pAbove, 9);
    const { low = Number.NaN, high = Number.NaN } = found?.ci90 ?? {};
    expect(low > -one.bound && high < one.bound).toBe(one.p < 0.05);
  });

  it('says nothing of one seed', () => {
    const seeds = [{ seed: 1, value: 0.1, upper: 0.3, lower: 0.2 }];
    expect(equivalenceOf(summarisePairs(seeds), 0.1)).toBe(null);
  });
});

describe('trendOver', () => {
  const pointsOf = ({ at, values }: (typeof fixture.trend)[number]) =>
    at.map((one, point) => ({
      at: one,
      seeds: values.map((of, seed) => ({ seed, value: of[point] ?? Number.NaN })),
    }));

  it.each(fixture.trend)('agrees with linregress and ttest_1samp of scipy over $at', (one) => {
    const found = trendOver(pointsOf(one));
    for (const [seed, slope] of one.slopes.entries())
      expect((found?.seeds[seed]?.value ?? Number.NaN) / slope).toBeCloseTo(1, 8);
    expect((found?.mean ?? Number.NaN) / one.mean).toBeCloseTo(1, 8);
    expect(found?.t).toBeCloseTo(one.t, 7);
    expect(found?.p).toBeCloseTo(one.p, 8);
    expect((found?.ci95?.low ?? Number.NaN) / (one.ci95[0] ?? 0)).toBeCloseTo(1, 7);
  });

  it('takes only seeds that all points have', () => {
    const points = [
      { at: 1, seeds: [1, 2, 3].map((seed) => ({ seed, value: seed })) },
      { at: 3, seeds: [2, 3, 4].map((seed) => ({ seed, value: 2 * seed })) },
    ];
    expect(trendOver(points)?.seeds.map(({ seed, value }) => [seed, value])).toEqual([
      [2, 1],
      [3, 1.5],
    ]);
    expect(trendOver(points.slice(0, 1))).toBe(null);
  });
});
