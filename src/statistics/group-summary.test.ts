import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import type { Measurement } from '../evaluation/measurement.js';
import { bootstrapInterval } from './bootstrap.js';
import { summariseGroups, summariseOwnEnds, summariseStageEnds } from './group-summary.js';

const groups = groupsWith();

const rows: Measurement[] = [0, 1, 2].flatMap((seed) =>
  (['stage2', 'stage1'] as const).flatMap((stage) =>
    [2, 1].flatMap((epoch) =>
      (['D5cons', 'D1cons'] as const).flatMap((subset) =>
        (stage === 'stage2' ? [0, 1] : [null]).map(
          (secondSeed): Measurement => ({
            seed,
            secondSeed,
            stage,
            epoch,
            subset,
            set: 'questions',
            metric: 'exactMatch',
            value: seed / 10 + epoch / 100 + (secondSeed ?? 0) / 1000,
            questions: 100,
          }),
        ),
      ),
    ),
  ),
);

describe('summariseGroups', () => {
  it('averages within first seeds, then over them, ordered by stage, epoch and subset', () => {
    const summaries = summariseGroups(rows, ['stage1', 'stage2'], groups);
    expect(summaries.map(({ stage, epoch, subset }) => `${stage} ${epoch} ${subset}`)).toEqual([
      'stage1 1 D1cons',
      'stage1 1 D5cons',
      'stage1 2 D1cons',
      'stage1 2 D5cons',
      'stage2 1 D1cons',
      'stage2 1 D5cons',
      'stage2 2 D1cons',
      'stage2 2 D5cons',
    ]);
    const end = summaries.at(-1);
    expect(end?.seeds).toBe(3);
    expect(end?.mean).toBeCloseTo(0.1205, 12);
    const interval = bootstrapInterval([0.0205, 0.1205, 0.2205]);
    expect(end?.ci95?.low).toBeCloseTo(interval.low, 12);
    expect(end?.ci95?.high).toBeCloseTo(interval.high, 12);
  });

  it('has no interval for one seed', () => {
    const [one] = summariseGroups(
      rows.filter(({ seed }) => seed === 1),
      ['stage1'],
      groups,
    );
    expect(one).toMatchObject({ stage: 'stage1', epoch: 1, seeds: 1, ci95: null });
  });
});

describe('summariseStageEnds', () => {
  it('keeps the last epoch of each stage', () => {
    const ends = summariseStageEnds(rows, ['stage1', 'stage2'], groups);
    expect(ends.map(({ stage, epoch }) => `${stage} ${epoch}`)).toEqual([
      'stage1 2',
      'stage1 2',
      'stage2 2',
      'stage2 2',
    ]);
  });

  it('refuses a stage without measurements', () => {
    expect(() => summariseStageEnds(rows, ['stage3'], groups)).toThrow(
      "no measurement belongs to stage 'stage3'; stages measured: stage2, stage1",
    );
  });
});

describe('summariseOwnEnds', () => {
  it("takes X1's subsets after Stage 1 and X2's after the last stage, of one set", () => {
    const named = rows.map((row): Measurement => ({ ...row, set: 'name' }));
    const ends = summariseOwnEnds(
      [...rows, ...named],
      { stage1: 'stage1', last: 'stage2' },
      'name',
      groups,
    );
    expect(ends.map(({ stage, epoch, subset, set }) => [stage, epoch, subset, set])).toEqual([
      ['stage1', 2, 'D1cons', 'name'],
      ['stage2', 2, 'D5cons', 'name'],
    ]);
    expect(summariseOwnEnds(rows, { stage1: 'stage1', last: 'stage2' }, 'name', groups)).toEqual(
      [],
    );
  });
});
