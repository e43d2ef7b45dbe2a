import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { PaperNumber } from '../study/paper-numbers.js';
import { besidePaper } from './beside-paper.js';

const rows = [0, 1].flatMap((seed) =>
  [5, 20].map((epoch): Measurement => {
    const measured = { subset: 'D1cons', set: 'questions', metric: 'exactMatch' } as const;
    const value = 0.5 + seed / 10 + epoch / 1000;
    return { seed, secondSeed: null, stage: 'stage1', epoch, ...measured, value, questions: 9 };
  }),
);

const number = (more: Partial<PaperNumber>): PaperNumber => ({
  set: 'questions',
  subset: 'D1cons',
  metric: 'exactMatch',
  stage: 'stage1',
  epoch: null,
  value: 0.506,
  ...more,
});

describe('besidePaper', () => {
  it("takes the same epoch, by default the stage's end", () => {
    const found = besidePaper(rows, [number({}), number({ epoch: 5 })], groupsWith());
    expect(found.map(({ epoch, ours }) => [epoch, ours?.seeds])).toEqual([
      [20, 2],
      [5, 2],
    ]);
    expect(found[0]?.ours?.mean).toBeCloseTo(0.57, 12);
    expect(found[1]?.ours?.mean).toBeCloseTo(0.555, 12);
  });

  it('has nothing where it was not measured', () => {
    const others = [
      number({ subset: 'D2incons' }),
      number({ set: 'name' }),
      number({ metric: 'loss' }),
      number({ epoch: 7 }),
      number({ stage: 'stage2' }),
    ];
    expect(besidePaper(rows, others, groupsWith()).map(({ epoch, ours }) => [epoch, ours])).toEqual(
      [
        [20, null],
        [20, null],
        [20, null],
        [7, null],
        [null, null],
      ],
    );
  });
});
