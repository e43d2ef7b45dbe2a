import { describe, expect, it } from 'vitest';
import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { summariseComparisons } from './comparisons.js';

const rowsOf = (stage: string, scores: Partial<Record<Subset, number>>): Measurement[] =>
  [0, 1].flatMap((seed) =>
    Object.entries(scores).map(([subset, value]) => ({
      seed,
      secondSeed: null,
      stage,
      epoch: 3,
      subset: subset as Subset,
      set: 'questions' as const,
      metric: 'exactMatch' as const,
      value: value + (subset === 'D1cons' ? seed / 10 : 0),
      questions: 10,
    })),
  );

const stages = { stage1: 'stage1', last: 'stage2' };

describe('summariseComparisons', () => {
  it('compares at the ends of Stage 1 and of the last stage', () => {
    const rows = [
      ...rowsOf('stage1', { D1cons: 0.5, QA3: 0.4, D2incons: 0.3, D6cons: 0.9, QA7: 0.1 }),
      ...rowsOf('stage2', { D1cons: 0, QA3: 0, D2incons: 0, D6cons: 0.2, QA7: 0.1, D8cons: 0.3 }),
    ];
    const found = summariseComparisons(rows, stages);
    expect(found.map(({ upper, lower, stage }) => `${upper} - ${lower}, ${stage}`)).toEqual([
      'D1cons - QA3, stage1',
      'QA3 - D2incons, stage1',
      'D6cons - QA7, stage2',
      'D8cons - D6cons, stage2',
    ]);
    for (const [index, mean] of [0.15, 0.1, 0.1, 0.1].entries()) {
      expect(found[index]?.mean).toBeCloseTo(mean, 12);
    }
    expect(found[0]?.t).toBeCloseTo(3, 9); // 0.1 and 0.2: mean 0.15, standard error 0.05
    expect(found[1]).toMatchObject({ t: null, p: null });
  });

  it('leaves out what was not measured', () => {
    const rows = [...rowsOf('stage1', { QA3: 0.4 }), ...rowsOf('stage2', { D6cons: 0.2 })];
    expect(summariseComparisons(rows, stages)).toEqual([]);
  });
});
