import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import degenerate from '../../test/fixtures/statistics-degenerate.json' with { type: 'json' };
import { wilcoxon } from './wilcoxon.js';

describe('wilcoxon', () => {
  it('agrees with scipy on the golden pairs', () => {
    const { w, p, method } = wilcoxon(golden.a, golden.b);
    expect(w).toBe(golden.wilcoxon.w);
    expect(p).toBeCloseTo(golden.wilcoxon.p, 15);
    expect(method).toBe('exact');
  });

  it.each(degenerate.cases)('agrees with scipy: $title', ({ a, b, wilcoxon: expected }) => {
    const { w, p } = wilcoxon(a, b);
    expect(w).toBe(expected.w);
    expect(Math.abs(p / expected.p - 1)).toBeLessThan(1e-9);
  });

  it('takes the exact distribution as far as scipy does', () => {
    const methods = degenerate.cases.map(({ title, a, b }) => [title, wilcoxon(a, b).method]);
    expect(methods).toEqual([
      ['ties and zeros, few pairs', 'exact'],
      ['ties and zeros, 13 pairs', 'exact'],
      ['ties and zeros, 14 pairs', 'normal'],
      ['ties and zeros, 40 pairs', 'normal'],
      ['no ties, 2 pairs', 'exact'],
      ['no ties, 5 pairs', 'exact'],
      ['no ties, 50 pairs', 'exact'],
      ['no ties, 51 pairs', 'normal'],
      ['no ties, strong effect, 60 pairs', 'normal'],
    ]);
  });

  it('does not depend on which list comes first, and gives a probability', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
    const pairs = fc.array(pair, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(pairs, (drawn) => {
        fc.pre(drawn.some(([a, b]) => a !== b));
        const a = drawn.map(([one]) => one / 9);
        const b = drawn.map(([, other]) => other / 9);
        const test = wilcoxon(a, b);
        expect(wilcoxon(b, a)).toEqual(test);
        expect(test.p).toBeGreaterThan(0);
        expect(test.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses what has no answer', () => {
    expect(() => wilcoxon([1, 2], [1])).toThrow(/one length, got 2 and 1/);
    expect(() => wilcoxon([1], [2])).toThrow(/at least 2 values, got 1/);
    expect(() => wilcoxon([0.1 + 0.2, 1], [0.3, 1])).toThrow(/all 2 pairs are equal/);
  });
});
