import { describe, expect, it } from 'vitest';
import { tInterval } from '../../statistics/t-interval.js';
import type { ProbeRow } from './probe-row.js';
import { type ProbeGridSummary, probesMinusControl, summariseProbes } from './probe-summary.js';
import { probeValues } from './probe-values.js';

/** Accuracies by seed of two layers at three tokens, the first of which is before the alias. */
function rows(bySeed: Readonly<Record<number, readonly number[]>>): ProbeRow[] {
  return Object.entries(bySeed).flatMap(([seed, accuracies]) =>
    [0, 1].flatMap((layer) =>
      ['name', 'x', 'y'].map((token, position): ProbeRow => {
        const accuracy = position === 0 ? 0.5 : (accuracies[2 * layer + position - 1] as number);
        const run = { seed: Number(seed), secondSeed: null, stage: 'stage1' };
        const grid = { task: 'tag', question: 'name', examples: 40 } as const;
        return { ...run, ...grid, layer, position, token, accuracy };
      }),
    ),
  );
}

const three = rows({ 1: [0.4, 0.5, 0.8, 0.7], 2: [0.4, 0.5, 0.6, 0.7], 3: [0.4, 0.45, 0.6, 0.9] });

describe('summariseProbes', () => {
  it('has the mean and interval of every cell', () => {
    const [summary] = summariseProbes(three);
    expect(summary).toMatchObject({ task: 'tag', question: 'name', seeds: 3, examples: 40 });
    expect(summary?.cells.map(({ layer, token }) => `${layer}${token}`)).toEqual([
      '0name',
      '0x',
      '0y',
      '1name',
      '1x',
      '1y',
    ]);
    const last = summary?.cells.at(-1);
    expect(last?.mean).toBeCloseTo(2.3 / 3, 12);
    expect(last?.ci95).toEqual(tInterval([0.7, 0.7, 0.9]));
    expect(summary?.cells[0]).toMatchObject({ mean: 0.5, ci95: { low: 0.5, high: 0.5 } });
  });

  it('tests the cell that the other seeds choose', () => {
    const [summary] = summariseProbes(three);
    expect(summary?.best).toMatchObject({ layer: 1, token: 'y' });
    // Without seed 3 the cells 1x and 1y are equally good, and the first is taken.
    const { seeds, t, mean } = summary?.bestByOthers ?? {};
    expect(seeds?.map(({ upper }) => upper)).toEqual([0.7, 0.7, 0.6]);
    expect(mean).toBeCloseTo(1 / 6, 12);
    // (1 / 6) / (0.0577 / sqrt 3)
    expect(t).toBeCloseTo(5, 10);
  });

  it('sets it beside the same of a control, seed by seed', () => {
    const [summary] = summariseProbes(three);
    const [control] = summariseProbes(three.filter(({ seed }) => seed !== 1));
    const minus = probesMinusControl(summary as ProbeGridSummary, control as ProbeGridSummary);
    expect(minus?.seeds.map(({ seed }) => seed)).toEqual([2, 3]);
    for (const { seed, upper, lower } of minus?.seeds ?? []) {
      expect(upper).toBe(summary?.bestByOthers?.seeds.find((one) => one.seed === seed)?.upper);
      expect(lower).toBe(control?.bestByOthers?.seeds.find((one) => one.seed === seed)?.upper);
    }
    expect(probesMinusControl(summary as ProbeGridSummary, { bestByOthers: null })).toBeNull();
  });

  it('finds the best of the embedding at or after the alias, even below chance', () => {
    expect(summariseProbes(three)[0]?.bestOfEmbedding).toMatchObject({ layer: 0, token: 'y' });
    const worse = three.map((row) => (row.position === 0 ? row : { ...row, accuracy: 0.3 }));
    expect(summariseProbes(worse)[0]?.best).toMatchObject({ layer: 0, token: 'x', mean: 0.3 });
  });

  it('takes second seeds together', () => {
    const both = [
      ...rows({ 1: [0.4, 0.5, 0.6, 0.8], 2: [0.4, 0.5, 0.6, 0.9] }),
      ...rows({ 1: [0.4, 0.5, 0.6, 0.6], 2: [0.4, 0.5, 0.6, 0.9] }).map((row) => ({
        ...row,
        secondSeed: 1,
      })),
    ];
    const [summary] = summariseProbes(both);
    expect(summary?.seeds).toBe(2);
    expect(summary?.best?.mean).toBeCloseTo(0.8, 12);
  });

  it('has no interval and no test of a single seed, and nothing of no rows', () => {
    const [summary] = summariseProbes(rows({ 1: [0.4, 0.5, 0.8, 0.7] }));
    expect(summary?.best).toMatchObject({ token: 'x', mean: 0.8, ci95: null });
    expect(summary?.bestByOthers).toBeNull();
    expect(summariseProbes([])).toEqual([]);
  });

  it('refuses a cell that a run lacks or has twice', () => {
    expect(() => summariseProbes(three.slice(1))).toThrow(
      "task 'tag', layer 0, position 0: 2 rows for 3 runs",
    );
    expect(() => summariseProbes([...three, ...three.slice(0, 1)])).toThrow('4 rows for 3 runs');
  });
});

describe('probeValues', () => {
  it('has the accuracy of each seed where the others choose the cell, and how far above chance', () => {
    const values = probeValues(summariseProbes(three));
    expect([...values.keys()]).toEqual([
      'tag accuracy on name after stage1',
      'tag accuracy above chance on name after stage1',
    ]);
    const [accuracy, above] = [...values.values()];
    expect(accuracy?.map(({ seed, value }) => [seed, value])).toEqual([
      [1, 0.7],
      [2, 0.7],
      [3, 0.6],
    ]);
    expect(above?.map(({ value }) => Number(value.toFixed(9)))).toEqual([0.2, 0.2, 0.1]);
  });

  it('names what a single seed cannot have', () => {
    const values = probeValues(summariseProbes(three.filter(({ seed }) => seed === 1)));
    expect([...values.values()]).toEqual([[], []]);
  });
});
