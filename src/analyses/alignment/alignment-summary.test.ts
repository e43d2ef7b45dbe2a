import { describe, expect, it } from 'vitest';
import { alignments } from '../../../test/invented-alignments.js';
import { groupsWith } from '../../../test/table-one.js';
import { tableOne } from '../../data/presets/table-1.js';
import type { AlignmentRow } from './alignment-row.js';
import { alignmentMinusControl, lastAlignments, summariseAlignments } from './alignment-summary.js';

const declared = { groups: groupsWith(), contrasts: tableOne.contrasts };
const summarise = (rows: readonly AlignmentRow[]) => summariseAlignments(rows, declared);

const effect = [
  ...alignments('cosine', 'D5cons', 'own', [0.2, 0.25, 0.3]),
  ...alignments('cosine', 'D6cons', 'own', [0.1, 0.12, 0.11]),
  ...alignments('cosine', 'D5cons', 1, [0.2, 0.25, 0.3], { definitions: 30 }),
  ...alignments('cosine', 'D6cons', 1, [0.4, 0.25, 0.1], { definitions: 10 }),
  ...alignments('cosine', 'D5cons', 2, [0.1, 0.1, 0.1], { definitions: 30 }),
  ...alignments('cosine', 'D6cons', 2, [0.1, 0.1, 0.1], { definitions: 10 }),
  ...alignments('cosine', 'D1cons', 1, [9, 9, 9]),
];

describe('summariseAlignments', () => {
  it('compares subsets under their own tags, and the same aliases under either', () => {
    const [tags, own, ...more] = summarise(effect);
    expect(more).toEqual([]);
    expect(own).toMatchObject({ comparison: 'X2', metric: 'cosine', stage: 'stage1', epoch: 3 });
    expect(own?.seeds.map(({ value }) => Number(value.toFixed(9)))).toEqual([0.1, 0.13, 0.19]);
    expect(own?.mean).toBeCloseTo(0.14, 12);
    expect(own?.upper.mean).toBeCloseTo(0.25, 12);
    // By hand: standard error 0.026458, t 5.2915 with 2 degrees of freedom.
    expect(own?.t).toBeCloseTo(5.2915, 4);
    // Three quarters D5, one quarter D6: .25, .25, .25; X1 has no part in it.
    expect(tags?.comparison).toBe('tags');
    expect(tags?.lower.mean).toBeCloseTo(0.1, 12);
    for (const { upper } of tags?.seeds ?? []) expect(upper).toBeCloseTo(0.25, 12);
  });

  it('averages second seeds within their first', () => {
    const rows = ['D5cons', 'D6cons'].flatMap((subset, index) =>
      alignments('innerProduct', subset as 'D5cons', 'own', [2, 4]).flatMap((row) =>
        [0, 1].map((secondSeed) => ({ ...row, secondSeed, value: row.value - index * secondSeed })),
      ),
    );
    expect(summarise(rows)[0]?.seeds.map(({ value }) => value)).toEqual([0.5, 0.5]);
  });

  it('throws where a seed lacks what others have', () => {
    expect(() => summarise(effect.slice(0, -1).slice(1))).toThrow(
      "seed 1 has no cosine after epoch 3 of stage 'stage1'",
    );
  });

  it('finds the last epoch of each stage', () => {
    const earlier = effect.map((row) => ({ ...row, epoch: 1 }));
    const other = effect.map((row) => ({ ...row, epoch: 1, stage: 'stage2' }));
    const last = lastAlignments(summarise([...earlier, ...effect, ...other]));
    expect(last.map(({ comparison, stage, epoch }) => [comparison, stage, epoch])).toEqual([
      ['tags', 'stage1', 3],
      ['tags', 'stage2', 1],
      ['X2', 'stage1', 3],
      ['X2', 'stage2', 1],
    ]);
  });
});

describe('alignmentMinusControl', () => {
  it('pairs by seed what both have', () => {
    const control = [
      ...alignments('cosine', 'D5cons', 'own', [0.2, 0.2]),
      ...alignments('cosine', 'D6cons', 'own', [0.2, 0.19]),
    ];
    const [minus, ...more] = alignmentMinusControl(summarise(effect), summarise(control));
    expect(more).toEqual([]);
    expect(minus?.comparison).toBe('X2');
    expect(minus?.upper.mean).toBeCloseTo(0.115, 12);
    expect(minus?.seeds.map(({ seed, value }) => [seed, Number(value.toFixed(9))])).toEqual([
      [1, 0.1],
      [2, 0.12],
    ]);
  });
});
