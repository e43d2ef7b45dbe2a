import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { significant } from '../figure.js';
import { scoreAxis, spanAxis, widened } from './y-axis.js';

const parts = { title: null, left: 66 };

describe('scoreAxis', () => {
  it('has as many decimals as its ticks need', () => {
    expect(scoreAxis([0.1, 0.9, null], { ...parts, ticks: 8 }).format).toBe('.2f');
    expect(scoreAxis([0.1, 0.14], { ...parts, ticks: 8 }).format).toBe('.3f');
  });

  it('spans a tenth where all scores are equal, and never less than zero', () => {
    expect(scoreAxis([0.5, 0.5], { ...parts, ticks: 8 }).domain).toEqual([0.45, 0.55]);
    expect(scoreAxis([0], { ...parts, ticks: 8 }).domain).toEqual([0, 0.1]);
    expect(scoreAxis([0.02, 0.97], { ...parts, ticks: 8 }, 1).domain).toEqual([0, 1]);
  });
});

describe('spanAxis', () => {
  it('keeps every value off the ends', () => {
    const value = fc
      .double({ min: -1e9, max: 1e9, noNaN: true })
      .filter((one) => Math.abs(one) > 1e-9)
      .map(significant);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const [low, high] = widened(values, 0.08);
        expect(low).toBeLessThan(Math.min(...values));
        expect(high).toBeGreaterThan(Math.max(...values));
      }),
    );
  });

  it('writes small and large numbers by powers of ten', () => {
    expect(spanAxis([0.2, 0.6], parts).format).toBe('.2f');
    expect(spanAxis([20, 160], parts).format).toBe('.0f');
    expect(spanAxis([2e-7, 6e-7], parts).format).toBe('.1e');
    expect(spanAxis([0, 2e6], parts).format).toBe('.1e');
  });
});
