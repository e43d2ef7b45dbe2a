import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import type { Measurement } from '../evaluation/measurement.js';
import { groupStyles } from './group-style.js';
import { vegaSvg } from './render.js';
import { type SweepMember, sweepPoints } from './sweep-points.js';

function row(seed: number, stage: string, epoch: number, subset: Measurement['subset']) {
  const asked = { set: 'questions', metric: 'exactMatch', questions: 10 } as const;
  const value = 0.25 + seed / 4 + (subset === 'D5cons' ? 0.125 : 0);
  return { seed, secondSeed: null, stage, epoch, subset, value, ...asked };
}

const member = (at: number | string, last = 'stage2'): SweepMember => ({
  at,
  stages: { stage1: last === 'stage2' ? 'stage1' : last, last },
  rows: [0, 1].flatMap((seed) => [
    ...(['D1cons', 'D5cons'] as const).map((subset) => row(seed, 'stage1', 2, subset)),
    ...(['D1cons', 'D5cons'] as const).map((subset) => row(seed, last, 4, subset)),
  ]),
});

const groups = groupStyles(groupsWith());

describe('sweepPoints', () => {
  it("measures X1's subsets after Stage 1 and X2's after the last stage", () => {
    const { columns, rows } = sweepPoints([member(0.5), member(1)], {
      title: 'a',
      axis: 'α',
      groups,
    });
    expect(rows.map((one) => columns.map((column) => one[column]))).toEqual([
      [0.5, 'exactMatch', 'questions', 'D1cons', 'stage1', 2, 0.375, 0.25, 0.5, 2],
      [0.5, 'exactMatch', 'questions', 'D5cons', 'stage2', 4, 0.5, 0.375, 0.625, 2],
      [1, 'exactMatch', 'questions', 'D1cons', 'stage1', 2, 0.375, 0.25, 0.5, 2],
      [1, 'exactMatch', 'questions', 'D5cons', 'stage2', 4, 0.5, 0.375, 0.625, 2],
    ]);
  });

  it('joins numbers by lines, and sets names apart', async () => {
    const numbers = await vegaSvg(
      sweepPoints([member(1), member(9)], { title: 'a', axis: 'α', groups }),
    );
    expect(numbers.match(/<path[^>]*stroke-width="1.4"/g)).toHaveLength(2);
    const names = await vegaSvg(
      sweepPoints([member('TAE'), member('EAT')], { title: 'order', axis: 'word order', groups }),
    );
    expect(names).not.toMatch(/<path[^>]*stroke-width="1.4"/);
    expect(names.match(/stroke="#cccccc"/g)).toHaveLength(1);
    for (const text of ['TAE', 'word order', 'order, 2 seeds', 'Exact match on test questions']) {
      expect(names).toContain(`>${text}<`);
    }
    const dashed = { ...groups, dashOf: () => [6, 3] };
    const dotted = await vegaSvg(
      sweepPoints([member('TAE'), member('EAT')], { title: 'a', axis: 'α', groups: dashed }),
    );
    expect(dotted).not.toContain('stroke-dasharray');
    expect(names).toContain('X1 after Stage 1, X2 after the last stage; bars:');
  });

  it('says that a single stage is measured after training', async () => {
    const members = [member(1, 'full'), member(2, 'full')];
    const svg = await vegaSvg(sweepPoints(members, { title: 'a', axis: 'batch', groups }));
    expect(svg).toContain('mean over seeds, after training;');
  });

  it('says against what false definitions are scored only where they are drawn', async () => {
    const falsely = (set: Measurement['set']) => {
      const { rows, ...rest } = member(1);
      const own = { ...row(0, 'stage1', 2, 'D2incons'), set };
      const asked = { ...row(0, 'stage1', 2, 'D1cons'), set: 'name' } as const;
      return { ...rest, rows: [...rows, asked, own] };
    };
    const options = { title: 'a', axis: 'α', groups, sets: ['questions', 'name'] } as const;
    const note = 'in entity attribution: against the entity';
    expect(await vegaSvg(sweepPoints([falsely('nameWithDefs')], options))).toContain(note);
    expect(await vegaSvg(sweepPoints([falsely('questions')], options))).not.toContain(note);
  });

  it('says what does not fit', () => {
    const options = { title: 'a', axis: 'α', groups, sets: ['name'] } as const;
    expect(() => sweepPoints([member(1)], options)).toThrow(
      'nothing to draw: no exactMatch in name',
    );
  });
});
