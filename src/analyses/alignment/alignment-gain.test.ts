import { describe, expect, it } from 'vitest';
import { alignmentGain, summariseAlignmentGains } from './alignment-gain.js';

const named = (values: readonly number[]): Map<string, number> =>
  new Map(values.map((value, i) => [`alias${i}`, value]));

const alignments = named([
  0.134, 0.847, 0.764, 0.255, 0.495, 0.449, 0.652, 0.789, 0.094, 0.028, 0.836, 0.433,
]);
const before = named([0, 0.75, 0.5, 0.25, 0, 0.5, 0, 0, 0, 0, 0.75, 0.25]);
const after = named([0.25, 1, 0.5, 0.75, 0, 0.75, 0.25, 0.5, 0, 0.25, 0.75, 0.75]);

describe('alignmentGain', () => {
  it('is scipy’s Spearman correlation with the gains, ties and all', () => {
    const { spearman, aliases } = alignmentGain(alignments, before, after);
    expect(aliases).toBe(12);
    expect(spearman).toBeCloseTo(-0.11547245703581585, 12);
  });

  it('leaves out aliases that were not asked about', () => {
    const more = new Map([...alignments, ['stranger', 5]]);
    expect(alignmentGain(more, before, after)).toEqual(alignmentGain(alignments, before, after));
  });

  it('is not defined where nothing was gained', () => {
    expect(alignmentGain(alignments, before, before)).toEqual({ spearman: null, aliases: 12 });
    const one = named([0.5]);
    expect(alignmentGain(one, before, after)).toEqual({ spearman: null, aliases: 1 });
  });
});

describe('summariseAlignmentGains', () => {
  const row = (seed: number, spearman: number | null, secondSeed = 0) => {
    const run = { seed, secondSeed, stage: 'stage1', epoch: 40, last: 'stage2' };
    return { ...run, metric: 'cosine', spearman, aliases: 100 } as const;
  };

  it('averages second seeds within first ones, and tests whether the mean is zero', () => {
    const rows = [row(2, 0.3), row(1, 0.1), row(1, 0.3, 1), row(3, 0.4), row(4, null)];
    const [gain, ...others] = summariseAlignmentGains(rows);
    expect(others).toEqual([]);
    expect(gain).toMatchObject({ metric: 'cosine', stage: 'stage1', epoch: 40, last: 'stage2' });
    expect(gain?.seeds.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    // By hand: values .2, .3, .4, with the standard error .1 / sqrt(3).
    expect(gain?.mean).toBeCloseTo(0.3, 12);
    expect(gain?.t).toBeCloseTo(0.3 / (0.1 / Math.sqrt(3)), 9);
    expect(gain?.df).toBe(2);
    expect(gain?.aliases).toBe(100);
  });

  it('has nothing where there is no correlation', () => {
    expect(summariseAlignmentGains([row(1, null)])).toEqual([]);
  });
});
