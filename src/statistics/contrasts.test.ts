import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/statistics.json' with { type: 'json' };
import { gradedExperiment } from '../../test/graded-sources.js';
import { groupsWith } from '../../test/table-one.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import { groupsOf } from '../data/groups.js';
import { type TableOneGroup, tableOne } from '../data/presets/table-1.js';
import type { Measurement } from '../evaluation/measurement.js';
import { defineExperiment } from '../experiment/experiment.js';
import {
  type Comparison,
  type ContrastSet,
  contrastOf,
  effectMinusControl,
  summariseContrasts,
} from './contrasts.js';
import { learnedStages } from './learned-stages.js';
import { pairedTTest } from './paired-t-test.js';

const inStages = (stage1: string, last: string): Comparison => ({
  groups: groupsWith(),
  contrasts: tableOne.contrasts,
  stages: { stage1, last },
});
const two = inStages('stage1', 'stage2');
const full = inStages('full', 'full');

function row(
  seed: number,
  stage: string,
  epoch: number,
  subset: string,
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

/** Seed and difference, by the name of a contrast; empty where it was not measured. */
const values = (name: string, some = rows, comparison = two, set: ContrastSet = 'questions') =>
  (contrastOf(summariseContrasts(some, comparison, set), name, set)?.seeds ?? []).map(
    ({ seed, value }) => [seed, Number(value.toFixed(9))],
  );

describe('summariseContrasts', () => {
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
        for (const contrast of ['stage1Gap', 'iml', 'imlChange'])
          expect(values(contrast, shuffled)).toEqual(values(contrast));
      }),
    );
  });

  it('says what each is the difference of, and when', () => {
    expect(
      summariseContrasts(rows, two).map(({ name, contrast, isChange, set, stage }) => [
        ...[name, contrast.minuend, contrast.subtrahend, isChange, set, stage],
      ]),
    ).toEqual([
      ['stage1Gap', 'D1cons', 'D2incons', false, 'questions', 'stage1'],
      ['iml', 'D5cons', 'D6cons', false, 'questions', 'stage2'],
      ['imlChange', 'D5cons', 'D6cons', true, 'questions', 'stage2'],
    ]);
  });

  it('has no change over Stage 2 where one stage trains on X1 and X2', () => {
    const single = [0, 4].flatMap((epoch) =>
      ['D1cons', 'D2incons', 'D5cons', 'D6cons'].map((group, i) =>
        row(0, 'full', epoch, group, 0.5 - i / 10),
      ),
    );
    expect(values('stage1Gap', single, full)).toEqual([[0, 0.1]]);
    expect(values('iml', single, full)).toEqual([[0, 0.1]]);
    expect(values('imlChange', single, full)).toEqual([]);
  });

  it('scores false definitions by the entity that they name, in entity attribution', () => {
    const asked = (set: EvaluationSet, group: TableOneGroup, value: number): Measurement => ({
      ...row(0, 'stage1', 2, group, value),
      set,
    });
    const attribution = [
      asked('name', 'D1cons', 0.5),
      asked('name', 'D2incons', 0),
      asked('nameWithDefs', 'D2incons', 0.125),
      asked('name', 'QA3', 0.25),
    ];
    const measured = [...rows.filter(({ seed }) => seed === 0), ...attribution];
    // Without the detail D1cons - QA3, which is one of test questions.
    const [contrast, ...others] = summariseContrasts(measured, two, 'name');
    expect(others).toEqual([]);
    expect(contrast).toMatchObject({ name: 'stage1Gap', set: 'name', mean: 0.375 });
    const loss = measured.map((one): Measurement => ({ ...one, metric: 'loss', value: 9 }));
    expect(summariseContrasts([...measured, ...loss], two)).toEqual(
      summariseContrasts(measured, two),
    );
    expect(summariseContrasts(measured, two, 'who')).toEqual([]);
  });

  it('has the details of a design on test questions, without their change', () => {
    const some = [...rows, row(0, 'stage1', 2, 'QA3', 0.25), row(1, 'stage1', 2, 'QA3', 0.35)];
    expect(values('D1cons - QA3', some)).toEqual([
      [0, 0.25],
      [1, 0.05],
    ]);
    expect(values('QA3 - D2incons', some)).toEqual([
      [0, -0.05],
      [1, 0.05],
    ]);
    expect(values('D1cons - QA3Change', some)).toEqual([]);
  });

  it('compares what a design of its own declares', () => {
    const { data, stages } = defineExperiment(gradedExperiment);
    const groups = groupsOf(data);
    const graded = { groups, contrasts: data.contrasts, stages: learnedStages(stages, groups) };
    const measured = [1, 2].flatMap((seed) => [
      row(seed, 'stage1', 3, 'AlwaysTrue', 0.75),
      row(seed, 'stage1', 3, 'HalfFalse', 0.25 * seed),
      row(seed, 'stage2', 0, 'AlwaysNew', 0.25),
      row(seed, 'stage2', 0, 'HalfNew', 0.125),
      row(seed, 'stage2', 2, 'AlwaysNew', 0.5),
      row(seed, 'stage2', 2, 'MostlyNew', 0.375),
      row(seed, 'stage2', 2, 'HalfNew', 0.25),
    ]);
    const found = summariseContrasts(measured, graded);
    expect(found.map(({ name, stage, mean }) => [name, stage, mean])).toEqual([
      ['truth', 'stage1', 0.375],
      ['trust', 'stage2', 0.25],
      ['trustChange', 'stage2', 0.125],
      ['step', 'stage2', 0.125],
    ]);
  });

  it('names what is missing', () => {
    const without = (at: number) => rows.filter((_, i) => i !== at);
    expect(() => values('iml', without(5))).toThrow(
      "seed 0 has no D5cons in questions after epoch 3 of stage 'stage2'",
    );
    expect(() => values('iml', without(15))).toThrow(
      "seed 1 has second seeds 0 of D5cons but 0,1 of D6cons in stage 'stage2'",
    );
    expect(() => values('iml', rows, inStages('stage1', 'stage3'))).toThrow(
      "no measurement belongs to stage 'stage3'; stages measured: stage1, stage2",
    );
    expect(() => values('iml', [...rows, ...rows.slice(-1)])).toThrow(
      'D6cons of seed 1 was measured twice in questions after epoch 3 of stage2',
    );
  });

  it('tests a contrast as scipy does', () => {
    const drawn = golden.a.flatMap((value, seed) => [
      row(seed, 'stage2', 1, 'D5cons', value),
      row(seed, 'stage2', 1, 'D6cons', golden.b[seed] ?? 0),
      row(seed, 'stage1', 1, 'D8cons', 0.5),
    ]);
    const [summary, ...others] = summariseContrasts(drawn, two);
    expect(others).toEqual([]);
    expect(summary?.name).toBe('iml');
    expect(summary?.t).toBeCloseTo(golden.ttest_rel.t, 9);
    expect(summary?.p).toBeCloseTo(golden.ttest_rel.p, 12);
    expect(summary?.wilcoxonP).toBeCloseTo(golden.wilcoxon.p, 12);
    expect(summary?.df).toBe(golden.a.length - 1);
    expect(summary?.ci95).toEqual(pairedTTest(golden.a, golden.b).ci95);
  });

  it('leaves statistics out where they are undefined', () => {
    const one = summariseContrasts(
      rows.filter(({ seed }) => seed === 0),
      two,
    );
    expect(one.map(({ name }) => name)).toEqual(['stage1Gap', 'iml', 'imlChange']);
    for (const { ci95, t, df, p, wilcoxonP } of one)
      expect([ci95, t, df, p, wilcoxonP]).toEqual([null, null, null, null, null]);
    const equal = [0, 1, 2].flatMap((seed) => [
      row(seed, 'full', 1, 'D5cons', 0.2 + seed / 10),
      row(seed, 'full', 1, 'D6cons', 0.1 + seed / 10),
    ]);
    const [summary] = summariseContrasts(equal, full);
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
        const [summary] = summariseContrasts(measured, full);
        const { ci95, p } = summary ?? { ci95: null, p: null };
        // At p = 0.05 exactly, rounding decides.
        fc.pre(ci95 !== null && p !== null && Math.abs(p - 0.05) > 1e-6);
        expect(ci95.low <= 0 && ci95.high >= 0).toBe(p > 0.05);
      }),
    );
  });
});

describe('effectMinusControl', () => {
  const contrastsOf = (differences: readonly (readonly [seed: number, difference: number])[]) =>
    summariseContrasts(
      differences.flatMap(([seed, difference]) => [
        row(seed, 'full', 1, 'D5cons', 0.3 + difference),
        row(seed, 'full', 1, 'D6cons', 0.3),
        row(seed, 'full', 1, 'QA7', 0.1),
      ]),
      full,
    );

  it('pairs the seeds that both have, and leaves details out', () => {
    const effect = contrastsOf([
      [1, 0.2],
      [2, 0.3],
      [3, 0.5],
    ]);
    const control = contrastsOf([
      [2, 0.1],
      [3, -0.1],
      [4, 0],
    ]);
    expect(effect.map(({ name }) => name)).toEqual(['iml', 'D6cons - QA7']);
    const [summary, ...others] = effectMinusControl(effect, control);
    expect(others).toEqual([]);
    expect(summary?.name).toBe('iml');
    expect(summary?.seeds.map(({ seed }) => seed)).toEqual([2, 3]);
    expect(summary?.mean).toBeCloseTo(0.4, 12);
    expect(summary?.t).toBeCloseTo(2, 9); // 0.2 and 0.6: mean 0.4, standard error 0.2
    expect(effectMinusControl(effect, [])).toEqual([]);
  });

  it('takes two samples where no seed is shared', () => {
    const [effect, control] = [
      [0.2, 0.3, 0.5],
      [0.1, -0.1, 0],
    ].map((list, at) => contrastsOf(list.map((value, index) => [10 * at + index, value])));
    const [summary] = effectMinusControl(effect ?? [], control ?? []);
    // Means 1/3 and 0, variances 7/300 and 1/100: standard error 1/3 root.
    expect(summary).toMatchObject({ test: 'welch', seeds: [], sizes: { upper: 3, lower: 3 } });
    expect(summary?.mean).toBeCloseTo(1 / 3, 12);
    expect(summary?.t).toBeCloseTo(1 / 3 / Math.sqrt((7 / 300 + 1 / 100) / 3), 9);
  });
});
