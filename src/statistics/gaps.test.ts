import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { effectMinusControl, gapsBySeed, summariseGaps } from './gaps.js';
import { pairedTTest } from './paired-t-test.js';

const stages = { stage1: 'stage1', last: 'stage2' };
const full = { stage1: 'full', last: 'full' };

function row(
  seed: number,
  stage: string,
  epoch: number,
  subset: Subset,
  value: number,
  secondSeed: number | null = null,
): Measurement {
  const measured = { set: 'questions', metric: 'exactMatch', value, questions: 100 } as const;
  return { seed, secondSeed, stage, epoch, subset, ...measured };
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

const values = (name: 'stage1Gap' | 'iml' | 'imlChange', some = rows) =>
  gapsBySeed(name, some, stages).map(({ seed, value }) => [seed, Number(value.toFixed(9))]);

describe('gapsBySeed', () => {
  it('follows the definitions, second seeds averaged within the first', () => {
    expect(values('stage1Gap')).toEqual([
      [0, 0.2],
      [1, 0.1],
    ]);
    expect(values('iml')).toEqual([
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
        for (const gap of ['stage1Gap', 'iml', 'imlChange'] as const) {
          expect(values(gap, shuffled)).toEqual(values(gap));
        }
      }),
    );
  });

  it('has no gap before Stage 2 where one stage trains on X1 and X2', () => {
    const single = [0, 4].flatMap((epoch) =>
      (['D1cons', 'D2incons', 'D5cons', 'D6cons'] as const).map((subset, i) =>
        row(0, 'full', epoch, subset, 0.5 - i / 10),
      ),
    );
    const gap = { seed: 0, value: expect.closeTo(0.1, 9) };
    expect(gapsBySeed('stage1Gap', single, full)).toEqual([expect.objectContaining(gap)]);
    expect(gapsBySeed('iml', single, full)).toEqual([expect.objectContaining(gap)]);
    expect(gapsBySeed('imlChange', single, full)).toEqual([]);
  });

  it('scores false definitions by the entity that they name, in entity attribution', () => {
    const asked = (set: EvaluationSet, subset: Subset, value: number) => ({
      ...row(0, 'stage1', 2, subset, value),
      set,
    });
    const attribution = [
      asked('name', 'D1cons', 0.5),
      asked('name', 'D2incons', 0),
      asked('nameWithDefs', 'D2incons', 0.125),
    ];
    const measured = [...rows.filter(({ seed }) => seed === 0), ...attribution];
    const [gap, ...others] = summariseGaps(measured, stages, 'name');
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ gap: 'stage1Gap', set: 'name', mean: 0.375 });
    const loss = measured.map((one): Measurement => ({ ...one, metric: 'loss', value: 9 }));
    expect(summariseGaps([...measured, ...loss], stages)).toEqual(summariseGaps(measured, stages));
    expect(summariseGaps(measured, stages, 'who')).toEqual([]);
  });

  it('names what is missing', () => {
    const without = (at: number) => rows.filter((_, i) => i !== at);
    expect(() => values('iml', without(5))).toThrow(
      "seed 0 has no D5cons in questions after epoch 3 of stage 'stage2'",
    );
    expect(() => values('iml', without(15))).toThrow(
      "seed 1 has 1 runs of D5cons but 2 of D6cons in stage 'stage2'",
    );
    expect(() => gapsBySeed('iml', rows, { stage1: 'stage1', last: 'stage3' })).toThrow(
      "no measurement belongs to stage 'stage3'; stages measured: stage1, stage2",
    );
    expect(() => values('iml', [...rows, ...rows.slice(-1)])).toThrow(
      'D6cons of seed 1 was measured twice in questions after epoch 3 of stage2',
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
    const [summary, ...others] = summariseGaps(drawn, stages);
    expect(others).toEqual([]);
    expect(summary?.gap).toBe('iml');
    expect(summary?.t).toBeCloseTo(golden.ttest_rel.t, 9);
    expect(summary?.p).toBeCloseTo(golden.ttest_rel.p, 12);
    expect(summary?.wilcoxonP).toBeCloseTo(golden.wilcoxon.p, 12);
    expect(summary?.df).toBe(golden.a.length - 1);
    expect(summary?.ci95).toEqual(pairedTTest(golden.a, golden.b).ci95);
  });

  it('leaves statistics out where they are undefined', () => {
    const one = summariseGaps(
      rows.filter(({ seed }) => seed === 0),
      stages,
    );
    expect(one.map(({ gap }) => gap)).toEqual(['stage1Gap', 'iml', 'imlChange']);
    for (const { ci95, t, df, p, wilcoxonP } of one) {
      expect([ci95, t, df, p, wilcoxonP]).toEqual([null, null, null, null, null]);
    }
    const equal = [0, 1, 2].flatMap((seed) => [
      row(seed, 'full', 1, 'D5cons', 0.2 + seed / 10),
      row(seed, 'full', 1, 'D6cons', 0.1 + seed / 10),
    ]);
    const [summary] = summariseGaps(equal, full);
    expect(summary).toMatchObject({ ci95: null, t: null, p: null, wilcoxonP: 0.25 });
  });

  it('has an interval that holds zero exactly where p is at least 0.05', () => {
    const score = fc.integer({ min: 0, max: 20 }).map((correct) => correct / 20);
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 8 }), (drawn) => {
        const measured = drawn.flatMap(([upper, lower], seed) => [
          row(seed, 'full', 1, 'D5cons', upper),
          row(seed, 'full', 1, 'D6cons', lower),
        ]);
        const [summary] = summariseGaps(measured, full);
        const { ci95, p } = summary ?? { ci95: null, p: null };
        // At p = 0.05 exactly, rounding decides.
        fc.pre(ci95 !== null && p !== null && Math.abs(p - 0.05) > 1e-6);
        expect(ci95.low <= 0 && ci95.high >= 0).toBe(p > 0.05);
      }),
    );
  });
});

describe('effectMinusControl', () => {
  const gapsOf = (gaps: readonly (readonly [seed: number, gap: number])[]) =>
    summariseGaps(
      gaps.flatMap(([seed, gap]) => [
        row(seed, 'full', 1, 'D5cons', 0.3 + gap),
        row(seed, 'full', 1, 'D6cons', 0.3),
      ]),
      full,
    );

  it('pairs the seeds that both have', () => {
    const effect = gapsOf([
      [1, 0.2],
      [2, 0.3],
      [3, 0.5],
    ]);
    const control = gapsOf([
      [2, 0.1],
      [3, -0.1],
      [4, 0],
    ]);
    const [summary, ...others] = effectMinusControl(effect, control);
    expect(others).toEqual([]);
    expect(summary?.gap).toBe('iml');
    expect(summary?.seeds.map(({ seed }) => seed)).toEqual([2, 3]);
    expect(summary?.mean).toBeCloseTo(0.4, 12);
    expect(summary?.t).toBeCloseTo(2, 9); // 0.2 and 0.6: mean 0.4, standard error 0.2
    expect(effectMinusControl(effect, gapsOf([[9, 0]]))).toEqual([]);
  });
});
