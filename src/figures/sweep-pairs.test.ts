import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import type { Measurement } from '../evaluation/measurement.js';
import { groupStyles } from './group-style.js';
import { vegaSvg } from './render.js';
import { sweepPairs } from './sweep-pairs.js';
import type { SweepMember } from './sweep-points.js';

const scores = { D1cons: 0.75, D2incons: 0.25, QA3: 0.1, D5cons: 0.5, D6cons: 0.375 } as const;

const member = (at: number | string): SweepMember => ({
  at,
  stages: { stage1: 'single', last: 'single' },
  rows: [0, 1].flatMap((seed) =>
    Object.entries(scores).map(([subset, score]): Measurement => {
      const run = { seed, secondSeed: null, stage: 'single', epoch: 4, questions: 10 };
      const what = { subset: subset as keyof typeof scores, set: 'questions' } as const;
      return { ...run, ...what, metric: 'exactMatch', value: score + seed / 8 };
    }),
  ),
});
const pairs = [
  { upper: 'D1cons', lower: 'D2incons' },
  { upper: 'D5cons', lower: 'D6cons' },
];
const options = { title: 'fig23', axis: 'pairs a group', groups: groupStyles(groupsWith()), pairs };

describe('sweepPairs', () => {
  it('plots the four groups of the contrasts, and no others', () => {
    const { columns, rows } = sweepPairs([{ title: 'a', members: [member(10)] }], options);
    expect(rows.map((row) => columns.map((name) => row[name]))).toEqual([
      ['a', 10, 'D1cons', 'single', 4, 0.8125, 0.75, 0.875, 2],
      ['a', 10, 'D2incons', 'single', 4, 0.3125, 0.25, 0.375, 2],
      ['a', 10, 'D5cons', 'single', 4, 0.5625, 0.5, 0.625, 2],
      ['a', 10, 'D6cons', 'single', 4, 0.4375, 0.375, 0.5, 2],
    ]);
  });

  it('sets X1 left, X2 right and controls below, in the paper’s colours', async () => {
    const rows = [
      { title: 'fig23', members: [member(10), member(50), member(200)] },
      { title: 'controls', members: [member(200)] },
    ];
    const svg = await vegaSvg(sweepPairs(rows, options));
    for (const text of ['fig23, 2 seeds', 'controls', 'pairs a group', '50', 'Exact match (EM)']) {
      expect(svg).toContain(`>${text}<`);
    }
    for (const colour of ['#2e0a4a', '#9e4b75', '#0f74c5', '#a50000']) {
      expect(svg).toContain(colour);
    }
    expect(svg).toContain('mean over seeds, after training;');
    expect(svg).toMatch(/^<svg [^>]* width="720"/);
  });

  it('draws a column of plots a pair that it is given', async () => {
    const rows = [{ title: 'a', members: [member(10), member(50)] }];
    const one = { ...options, pairs: [{ upper: 'D1cons', lower: 'QA3' }] };
    const figure = sweepPairs(rows, one);
    expect([...new Set(figure.rows.map(({ subset }) => subset))]).toEqual(['D1cons', 'QA3']);
    expect((await vegaSvg(figure)).match(/>pairs a group</g)).toHaveLength(1);
  });

  it('has the dashes of each pair in its own plot', async () => {
    const dashes = { D1cons: [6, 3], D6cons: [2, 2] } as const;
    const dashOf = (name: string) => dashes[name as keyof typeof dashes] ?? [];
    const groups = { ...options.groups, dashOf };
    const rows = [{ title: 'a', members: [member(10), member(50)] }];
    const svg = await vegaSvg(sweepPairs(rows, { ...options, groups }));
    // The line and its piece in the legend.
    for (const dash of ['6,3', '2,2'])
      expect(svg.match(new RegExp(`stroke-dasharray="${dash}"`, 'g'))).toHaveLength(2);
  });

  it('says which subset was not measured', () => {
    const { rows, ...rest } = member(10);
    const members = [{ ...rest, rows: rows.filter(({ subset }) => subset !== 'D2incons') }];
    expect(() => sweepPairs([{ title: 'a', members }], options)).toThrow(
      'nothing to draw of D2incons in fig23',
    );
  });
});
