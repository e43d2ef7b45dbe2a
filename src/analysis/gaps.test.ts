import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { gapsBySeed, summariseGaps } from './gaps.js';

const stages = ['facts', 'stage1', 'stage2'];

function row(
  seed: number,
  stage: string,
  epoch: number,
  subset: Subset,
  value: number,
  secondSeed: number | null = null,
): Measurement {
  return { seed, secondSeed, stage, epoch, subset, metric: 'exactMatch', value, questions: 100 };
}

/** Two first seeds; the second has two second seeds in Stage 2. */
const rows: Measurement[] = [
  row(0, 'stage1', 0, 'D1cons', 0.1),
  row(0, 'stage1', 2, 'D1cons', 0.5),
  row(0, 'stage1', 2, 'D2incons', 0.3),
  row(0, 'stage2', 0, 'D5cons', 0.2, 0),
  row(0, 'stage2', 0, 'D6cons', 0.1, 0),
  row(0, 'stage2', 3, 'D5cons', 0.6, 0),
  row(0, 'stage2', 3, 'D6cons', 0.2, 0),
  row(1, 'stage1', 2, 'D1cons', 0.4),
  row(1, 'stage1', 2, 'D2incons', 0.3),
  row(1, 'stage2', 0, 'D5cons', 0.2, 0),
  row(1, 'stage2', 0, 'D6cons', 0.2, 0),
  row(1, 'stage2', 0, 'D5cons', 0.2, 1),
  row(1, 'stage2', 0, 'D6cons', 0.4, 1),
  row(1, 'stage2', 3, 'D5cons', 0.5, 0),
  row(1, 'stage2', 3, 'D6cons', 0.3, 0),
  row(1, 'stage2', 3, 'D5cons', 0.7, 1),
  row(1, 'stage2', 3, 'D6cons', 0.3, 1),
];

const values = (name: 'stage1' | 'imlRaw' | 'imlChange', some = rows) =>
  gapsBySeed(name, some, stages).map(({ seed, value }) => [seed, Number(value.toFixed(9))]);

describe('gapsBySeed', () => {
  it('follows the definitions, second seeds averaged within the first', () => {
    expect(values('stage1')).toEqual([
      [0, 0.2],
      [1, 0.1],
    ]);
    expect(values('imlRaw')).toEqual([
      [0, 0.4],
      [1, 0.3],
    ]);
    expect(values('imlChange')).toEqual([
      [0, 0.3],
      [1, 0.4],
    ]);
  });

  it('does not depend on the order of the rows', () => {
    const anyOrder = fc.shuffledSubarray(rows, { minLength: rows.length });
    fc.assert(
      fc.property(anyOrder, (shuffled) => {
        for (const gap of ['stage1', 'imlRaw', 'imlChange'] as const) {
          expect(values(gap, shuffled)).toEqual(values(gap));
        }
      }),
    );
  });

  it('takes an only stage for Stage 1 and for the last', () => {
    const single = (['D1cons', 'D2incons', 'D5cons', 'D6cons'] as const).map((subset, i) =>
      row(0, 'full', 4, subset, 0.5 - i / 10),
    );
    const gap = { seed: 0, value: expect.closeTo(0.1, 9) };
    expect(gapsBySeed('stage1', single, ['full'])).toEqual([expect.objectContaining(gap)]);
    expect(gapsBySeed('imlRaw', single, ['full'])).toEqual([expect.objectContaining(gap)]);
    expect(gapsBySeed('imlChange', single, ['full'])).toEqual([]);
  });

  it('names what is missing', () => {
    const without = (at: number) => rows.filter((_, i) => i !== at);
    expect(() => values('imlRaw', without(5))).toThrow(
      "seed 0 has no D5cons after epoch 3 of stage 'stage2'",
    );
    expect(() => values('imlRaw', without(15))).toThrow(
      "seed 1 has 1 runs of D5cons but 2 of D6cons in stage 'stage2'",
    );
    expect(() => gapsBySeed('imlRaw', rows, ['stage1', 'stage3'])).toThrow(
      "no measurement belongs to stage 'stage3'; stages measured: stage1, stage2",
    );
    expect(() => values('imlRaw', [...rows, ...rows.slice(-1)])).toThrow(
      'D6cons of seed 1 was measured twice after epoch 3 of stage2',
    );
  });
});

describe('summariseGaps', () => {
  it('tests the gap as scipy does', () => {
    const drawn = golden.a.flatMap((value, seed) => [
      row(seed, 'stage2', 1, 'D5cons', value),
      row(seed, 'stage2', 1, 'D6cons', golden.b[seed] ?? 0),
      row(seed, 'stage1', 1, 'D8cons', 0.5),
    ]);
    const [summary, ...others] = summariseGaps(drawn, ['stage1', 'stage2']);
    expect(others).toEqual([]);
    expect(summary?.gap).toBe('imlRaw');
    expect(summary?.t).toBeCloseTo(golden.ttest_rel.t, 9);
    expect(summary?.p).toBeCloseTo(golden.ttest_rel.p, 12);
    expect(summary?.wilcoxonP).toBeCloseTo(golden.wilcoxon.p, 12);
    expect(summary?.ci95?.low).toBeLessThan(summary?.mean ?? 0);
    expect(summary?.ci95?.low).toBeGreaterThan(0);
  });

  it('leaves statistics out where they are undefined', () => {
    const one = summariseGaps(
      rows.filter(({ seed }) => seed === 0),
      stages,
    );
    expect(one.map(({ gap }) => gap)).toEqual(['stage1', 'imlRaw', 'imlChange']);
    for (const { ci95, t, p, wilcoxonP } of one) {
      expect([ci95, t, p, wilcoxonP]).toEqual([null, null, null, null]);
    }
    const equal = [0, 1, 2].flatMap((seed) => [
      row(seed, 'full', 1, 'D5cons', 0.2 + seed / 10),
      row(seed, 'full', 1, 'D6cons', 0.1 + seed / 10),
    ]);
    const [summary] = summariseGaps(equal, ['full']);
    expect(summary).toMatchObject({ t: null, p: null, wilcoxonP: 0.25 });
  });
});
