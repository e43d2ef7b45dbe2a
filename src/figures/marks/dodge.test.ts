import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dodge, scatter } from './dodge.js';

describe('dodge', () => {
  it('sets marks one step apart, around the value', () => {
    expect(dodge(1, 4)).toEqual([0]);
    expect(dodge(2, 4)).toEqual([-2, 2]);
    expect(dodge(3, 1.5)).toEqual([-1.5, 0, 1.5]);
    expect(dodge(0, 4)).toEqual([]);
  });

  it('has its middle at the value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (count, step) => {
          const total = dodge(count, step).reduce((sum, one) => sum + one, 0);
          expect(total).toBeCloseTo(0, 9);
        },
      ),
    );
  });
});

describe('scatter', () => {
  it('spreads any number of dots over the band without two at one height', () => {
    for (const count of [1, 2, 7, 50]) {
      const heights = scatter(count);
      expect(new Set(heights.map((one) => one.toFixed(3))).size).toBe(count);
      for (const one of heights) {
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThan(1);
      }
    }
    // Every fifth of the band has some of ten.
    const fifths = new Set(scatter(10).map((one) => Math.floor(one * 5)));
    expect(fifths.size).toBe(5);
  });
});
