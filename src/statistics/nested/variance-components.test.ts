import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/nested.json' with { type: 'json' };
import { varianceComponents } from './variance-components.js';

/** As shares of all variance, so that a tolerance means the same for every grid. */
const shares = ({ between, within }: { between: number; within: number }, all: number) => [
  between / all,
  within / all,
];

describe('varianceComponents', () => {
  it.each(fixture.components)('equal REML of statsmodels: $title', (one) => {
    const found = varianceComponents(one.cells) ?? { between: Number.NaN, within: Number.NaN };
    const all = one.between + one.within;
    const wanted = shares(one, all);
    for (const [i, share] of shares(found, all).entries())
      expect(Math.abs(share - (wanted[i] ?? Number.NaN))).toBeLessThan(1e-6);
  });

  it.each(fixture.components.filter(({ anova }) => anova !== undefined && anova.between > 0))(
    "equal ANOVA's mean squares: $title",
    ({ cells, anova }) => {
      const found = varianceComponents(cells);
      expect(found?.between).toBeCloseTo(anova?.between ?? Number.NaN, 12);
      expect(found?.within).toBeCloseTo(anova?.within ?? Number.NaN, 12);
    },
  );

  it('have no spread between seeds below 0', () => {
    const truncated = fixture.components.filter(({ anova }) => (anova?.between ?? 0) < 0);
    expect(truncated.length).toBeGreaterThan(0);
    for (const { cells } of truncated) expect(varianceComponents(cells)?.between).toBe(0);
  });

  it('know cells that are alike within their first seed', () => {
    // By hand: the variance of 1, 2 and 6 is 7.
    const alike = [[1, 1], [2], [6, 6, 6]];
    expect(varianceComponents(alike)).toEqual({ between: expect.closeTo(7, 9), within: 0 });
  });

  it('cannot be told apart without two cells of one first seed, or without any spread', () => {
    expect(varianceComponents([[1], [2], [3]])).toBe(null);
    expect(varianceComponents([[1, 2, 3]])).toBe(null);
    expect(
      varianceComponents([
        [1, 1],
        [1, 1],
      ]),
    ).toBe(null);
    expect(() => varianceComponents([[1, 2], []])).toThrow('needs at least 1 values, got 0');
  });
});
