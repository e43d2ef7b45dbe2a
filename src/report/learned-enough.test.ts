import { describe, expect, it } from 'vitest';
import { groupsOf } from '../data/groups.js';
import { tableOne } from '../data/presets/table-1.js';
import type { Measurement } from '../evaluation/measurement.js';
import { learnedEnough, learnedEnoughText } from './learned-enough.js';

const shares = { D1cons: 0.3, D2incons: 0.3, D5cons: 0.15, D6cons: 0.15, QA7: 0.1 };
const groups = groupsOf({ ...tableOne, shares });
const stages = { stage1: 'stage1', last: 'stage2' };
const chance = new Map([['questions', new Map([['D1cons', 0.08]])] as const]);

/** Rows of each seed after Stage 1: its D1 and its QA7. */
const rows = (d1: readonly number[], qa7: readonly (number | null)[]): Measurement[] =>
  d1.flatMap((value, seed) => {
    const row = { seed, secondSeed: null, stage: 'stage1', epoch: 3, questions: 9 };
    const asked = { ...row, set: 'questions', metric: 'exactMatch' } as const;
    const other = qa7[seed] ?? null;
    return [
      { ...asked, subset: 'D1cons', value },
      { ...asked, subset: 'D1cons', epoch: 0, value: 0.9 },
      ...(other === null ? [] : [{ ...asked, subset: 'QA7', value: other }]),
    ];
  });

const judged = (d1: readonly number[], qa7: readonly (number | null)[], level = true) =>
  learnedEnough(rows(d1, qa7), { groups, stages, chance: level ? chance : null });

describe('learnedEnough', () => {
  it('finds too little where what is defined is answered hardly better than what is not', () => {
    const found = judged([0.21, 0.2, 0.22], [0.19, 0.17, 0.18]);
    expect(found).toMatchObject({ group: 'D1cons', chance: 0.08, isEnough: false });
    expect(found?.difference.mean).toBeCloseTo(0.03, 10);
    // 0.03 - 4.302652730 * 0.01 / sqrt(3), the quantile of t with 2 degrees of freedom.
    expect(found?.difference.ci95?.low).toBeCloseTo(0.005158623, 8);
    const text = learnedEnoughText(found, 80);
    expect(text.join(' ')).toMatch(
      /^Stage 1 has not learned enough for trust to show: D1cons is 0\.210 after stage1 \(chance 0\.080, QA7 0\.180\), \+0\.030 \[\+0\.005, \+0\.055\] above QA7\. Try more epochs of stage1, /,
    );
    for (const line of text) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('finds enough where the difference is large and sure', () => {
    expect(judged([0.41, 0.45, 0.43], [0.1, 0.11, 0.1])).toMatchObject({ isEnough: true });
    const unsure = judged([0.41, 0.05, 0.43], [0.1, 0.11, 0.1]);
    expect(unsure).toMatchObject({ isEnough: null });
    expect(learnedEnoughText(unsure, 200).join(' ')).toMatch(
      / but more seeds are needed to be sure/,
    );
    expect(judged([0.41], [0.1])).toMatchObject({ isEnough: null });
  });

  it('compares with chance where no alias is left undefined, and says nothing without either', () => {
    const found = judged([0.41, 0.45, 0.43], [null, null, null]);
    expect(found).toMatchObject({ unknown: null, isEnough: true });
    expect(learnedEnoughText(found, 200).join(' ')).toMatch(/above chance\.$/);
    expect(judged([0.41, 0.45], [null, null], false)).toBeNull();
    expect(learnedEnoughText(null, 80)).toEqual([]);
  });
});
