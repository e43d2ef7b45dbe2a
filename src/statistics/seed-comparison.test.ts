import { describe, expect, it } from 'vitest';
import { pairedTTest } from './paired-t-test.js';
import { compareSeeds } from './seed-comparison.js';
import { welchTTest } from './welch-t-test.js';

const from = (seed: number, values: readonly number[]) =>
  values.map((value, index) => ({ seed: seed + index, value }));
const [a, b] = [
  [0.1, 0.12, 0.09, 0.11],
  [0.01, 0, 0.02, 0.03],
] as const;

describe('compareSeeds', () => {
  it('pairs the seeds that both have, and says the two samples too', () => {
    const { paired, samples, counts } = compareSeeds(from(1, a), from(1, b));
    expect(counts).toBe(paired);
    expect(counts).toMatchObject({ test: 'paired', sizes: { upper: 4, lower: 4 } });
    expect(counts.p).toBe(pairedTTest(a, b).p);
    expect(samples).toMatchObject({ test: 'welch', seeds: [], wilcoxonP: null });
    expect(samples.p).toBe(welchTTest(a, b).p);
  });

  it('takes two samples where no seed, or fewer than half of them, are shared', () => {
    const apart = compareSeeds(from(1, a), from(11, b));
    expect(apart.paired).toBe(null);
    expect(apart.counts.p).toBeLessThan(0.001);
    const one = compareSeeds(from(1, a), from(4, b));
    expect(one.paired?.seeds).toHaveLength(1);
    expect(one.counts).toBe(one.samples);
    const half = compareSeeds(from(1, a), from(3, b));
    expect(half.counts).toBe(half.paired);
  });

  it('has no test of one seed, and none where nothing varies', () => {
    expect(compareSeeds(from(1, a), from(9, [0.1])).counts).toMatchObject({
      test: 'welch',
      p: null,
    });
    expect(compareSeeds(from(1, a), from(2, [0.1])).counts).toMatchObject({
      test: 'paired',
      p: null,
    });
    const equal = compareSeeds(from(1, [0.1, 0.1]), from(9, [0.2, 0.2])).counts;
    expect(equal).toMatchObject({ p: null, mean: expect.closeTo(-0.1, 12) });
  });
});
