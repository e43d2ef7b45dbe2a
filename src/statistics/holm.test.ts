import { expect, it } from 'vitest';
import { holmAdjusted } from './holm.js';

it('multiplies the smallest p by all tests, the next by one less, and so on', () => {
  // Holm (1979): .005 x 5, .01 x 4, .03 x 3, then .04 x 2, but no less than what went before.
  const expected = [0.04, 0.09, 0.09, 0.025, 0.5];
  for (const [index, p] of holmAdjusted([0.01, 0.04, 0.03, 0.005, 0.5]).entries())
    expect(p).toBeCloseTo(expected[index] ?? Number.NaN, 12);
});

it('stays at most 1, and leaves out what has no test', () => {
  expect(holmAdjusted([0.7, null, 0.6])).toEqual([1, null, 1]);
  expect(holmAdjusted([null, 0.03])).toEqual([null, 0.03]);
  expect(holmAdjusted([])).toEqual([]);
});
