import { describe, expect, it } from 'vitest';
import { everyWhich, thinned } from './thinned.js';

const curve = (series: string) =>
  Array.from({ length: 41 }, (_, x) => ({ series, x, mean: x / 100, low: 0, high: 1 }));
const means = ['a', 'b'].flatMap(curve);

describe('thinned', () => {
  it('keeps all where they have room', () => {
    expect(everyWhich({ needed: 12, spacing: 20 })).toBe(1);
    expect(thinned(means, ['a', 'b'], 1)).toEqual(means);
  });

  it('keeps every mean of dense curves, with bars of series in turn and at the end', () => {
    expect(everyWhich({ needed: 12, spacing: 3 })).toBe(4);
    const drawn = thinned(means, ['a', 'b'], 4);
    expect(drawn.map(({ mean }) => mean)).toEqual(means.map(({ mean }) => mean));
    const barsOf = (name: string) =>
      drawn.filter(({ series, low }) => series === name && low !== null).map(({ x }) => x);
    expect(barsOf('a')).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
    expect(barsOf('b')).toEqual([2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 40]);
  });
});
