import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../test/at-any-width.js';
import { inventedReport } from '../../test/invented-report.js';
import { type SweepReport, sweepSets } from './sweep-report.js';
import { sweepText } from './sweep-text.js';

const invented = (value: number, difference: number) =>
  inventedReport(
    `alpha-${value}`,
    {
      iml: [difference, difference + 0.02, difference - 0.01],
      name: [difference, difference, difference + 0.1],
    },
    {
      title: 'How reliable must a source be?',
      paper: [
        { subset: 'D5cons', stage: 'stage2', value: 0.309 },
        { set: 'nameWithDefs', subset: 'D2incons', stage: 'stage1', value: 0.041 },
        { set: 'name', subset: 'D2incons', stage: 'stage1', value: 0.999 },
        { subset: 'D5cons', stage: 'stage2', epoch: 1, value: 0.111 },
      ],
    },
  );

const reports = [invented(0.5, 0), invented(1, 0.1)];
const [first, second] = reports;
const control = inventedReport(
  'fair',
  { iml: [0, 0.03, -0.03], stage1: [0.2, 0.21, 0.2] },
  { alpha: 0.5 },
);
if (first === undefined || second === undefined) throw new Error('two reports were invented');
const sweep: SweepReport = {
  name: 'alpha',
  title: first.experiment.title,
  figure: 'Fig. 4a',
  axis: 'alpha',
  members: [
    { at: 0.5, experiment: first.experiment, report: first, control: null },
    { at: 0.75, experiment: first.experiment, report: null, control: null },
    { at: 1, experiment: second.experiment, report: second, control },
  ],
  changes: [],
};

describe('a sweep', () => {
  it('knows the sets that any of its members has', () => {
    expect(sweepSets(sweep, 'exactMatch')).toEqual(['questions', 'name']);
    expect(sweepSets(sweep, 'loss')).toEqual([]);
  });

  it("has a line a value in every table, with the paper's numbers under it", () => {
    const lines = sweepText(sweep, 100);
    const all = lines.join('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(all).toContain('Fig. 4a; 2 of 3 experiments by alpha; 20 s of training in all');
    expect(all).toContain(
      'Exact match on test questions, X1 after Stage 1, X2 after the last stage',
    );
    expect(all).toMatch(/ {2}1 +3 {3}0\.400 +0\.400 +0\.350 +0\.503 +0\.400\n/);
    expect(all).toMatch(/ {2}0\.75 +none\n/);
    expect(all).toMatch(/ {4}control +3 {3}0\.603 +0\.400 +0\.350 +0\.400 +0\.400\n/);
    // The differences 0.10, 0.12, 0.09 less 0, 0.03, -0.03: 0.10, 0.09, 0.12, with the mean 0.1033.
    expect(all).toMatch(
      /\n {4}1 +\+0\.103 .*\n {6}control +\+0\.000 .*\n {6}difference +\+0\.103 /,
    );
    expect(all).toMatch(/ {4}paper +0\.309\n/);
    expect(all).toMatch(/ {4}paper +0\.041\n/);
    expect(all).not.toMatch(/0\.999|0\.111/);
    expect(all).toMatch(/IML\): .* after stage2; test questions\n {4}0\.5 +\+0\.003 +\[/);
    expect(all).toMatch(
      /IML\): .* after stage2; “What is the name of \[X\]\?”\n {4}0\.5 +\+0\.033/,
    );
  });

  it('says where it is undecided, and how many seeds would settle that', () => {
    const source = {
      ...{ runs: 'runs', changes: [], commands: { train: '', control: '' } },
      seedsCommand: (seeds: readonly number[]) => `train ${seeds.length}`,
    };
    // At 1 the differences .1, .12, .09 decide for themselves; less the control's they do not all.
    const open = inventedReport('open', { iml: [0.02, 0.06, -0.01] });
    const flat = inventedReport('flat', { iml: [0.1] });
    const members = [
      { at: 0.5, experiment: first.experiment, report: open, control: null },
      { at: 0.9, experiment: second.experiment, report: second, control: null },
      { at: 1, experiment: flat.experiment, report: flat, control: null },
    ];
    const text = sweepText({ ...sweep, members }, 100, source).join('\n');
    const [, needed] =
      /Undecided at alpha = 0\.5\n.*\n {2}0\.5 +3 +(\d+) +\d+ +0\.\d{3}\n/.exec(text) ?? [];
    // Mean .0233, deviation .0351; Guenther: (1.960 + .842)^2 / (.0233 / .0351)^2 + 1.960^2 / 2 = 19.7.
    expect(Number(needed)).toBe(20);
    expect(text).toContain('To train them at every alpha: train 20');
    expect(text).toContain('Not tested at alpha = 1: one seed has no spread to test by.');
    const quick = sweepText({ ...sweep, members, changes: ['--quick'] }, 100, source).join('\n');
    expect(quick).not.toMatch(/Undecided|Not tested/);
  });

  it('leaves nothing out at any width', () => {
    expectAtAnyWidth((width) => sweepText(sweep, width));
  });
});
