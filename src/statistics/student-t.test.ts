import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twoSidedP } from './student-t.js';

describe('twoSidedP', () => {
  // mpmath 1.3, 40 digits: betainc(df / 2, 1 / 2, 0, df / (df + t ** 2), regularized=True)
  it.each([
    [0.001, 1, 0.9993633804398389],
    [0.5, 1, 0.7048327646991335],
    [2.5, 3, 0.08770664700806555],
    [12.706, 1, 0.05000080235813319],
    [1.0, 4, 0.37390096630005887],
    [2.0, 7, 0.08561932856297608],
    [3.5, 19, 0.0023953466896828113],
    [0.1, 49, 0.9207523525851035],
    [30, 19, 1.8097318417250446e-17],
    [876.1386876516747, 19, 3.1334959766410204e-45],
    [4.0, 499, 7.293622228590188e-5],
    [0.5, 1.5, 0.68056711066994],
    [2.1, 6.37, 0.07778854559630313],
    [3.5, 13.204, 0.003830365225353972],
    [12.0, 9.75, 3.704656541058614e-7],
    [2.0, 121.3, 0.04773423614417471],
  ])('agrees with mpmath at t = %d, df = %d', (t, df, p) => {
    expect(Math.abs(twoSidedP(t, df) / p - 1)).toBeLessThan(1e-13);
  });

  it('is exact where there is a closed form: one and two degrees of freedom', () => {
    const anyT = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(anyT, (t) => {
        expect(twoSidedP(t, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(1 / t), 14);
        expect(twoSidedP(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 14);
      }),
    );
  });

  it('is a probability that falls with the distance from 0, and 1 at 0', () => {
    const anyT = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(anyT, fc.integer({ min: 1, max: 500 }), (t, df) => {
        const p = twoSidedP(t, df);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(twoSidedP(-t, df)).toBe(p);
        expect(twoSidedP(1.1 * t, df)).toBeLessThanOrEqual(p * (1 + 1e-14));
      }),
    );
    for (const df of [1, 2, 3, 19]) expect(twoSidedP(0, df)).toBe(1);
    expect(twoSidedP(Number.NEGATIVE_INFINITY, 3)).toBe(0);
  });

  it('refuses what has no answer', () => {
    expect(() => twoSidedP(1, 0)).toThrow('at least 1 degree of freedom, given 0');
    expect(() => twoSidedP(Number.NaN, 3)).toThrow('no p for NaN');
  });
});
