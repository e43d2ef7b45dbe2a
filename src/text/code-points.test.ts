import { describe, expect, it } from 'vitest';
import { compareCodePoints } from './code-points.js';

describe('compareCodePoints', () => {
  it('orders as Python does, also where UTF-16 units would not', () => {
    const sorted = ['', 'Z', 'a', 'a b', 'aa', 'é', '\uff01', '\u{1f600}', '\u{1f600}a'];
    expect(sorted.toReversed().sort(compareCodePoints)).toEqual(sorted);
    expect(compareCodePoints('ab', 'ab')).toBe(0);
  });
});
