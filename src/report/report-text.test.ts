import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../test/at-any-width.js';
import { inventedReport } from '../../test/invented-report.js';
import { beside } from './report.js';
import { reportText } from './report-text.js';

const effect = inventedReport('small', { iml: [0.1, 0.2, 0.15], stage1: [0.1, 0.3, 0.2] });
const control = inventedReport('fair', { iml: [0, 0.01, -0.02] }, { alpha: 0.5 });
const compared = beside(effect, control, { changes: ['stages.stage2.epochs=2'] });

describe('reportText', () => {
  it('says what was changed, and names the method of every interval', () => {
    const text = reportText(compared, 100);
    expect(text.slice(0, 3)).toEqual([
      'small',
      'with stages.stage2.epochs=2',
      '3 seeds (1-3), 10 s of training in all',
    ]);
    const all = text.join('\n');
    expect(all).toContain('mean over seeds [95 % bootstrap interval over seeds]');
    expect(all).toMatch(/\n {2}3 seeds +mean +95 % t interval +t +p +Wilcoxon p\n/);
  });

  it("shows the control's scores, the difference from the control and further comparisons", () => {
    const all = reportText(compared, 100).join('\n');
    expect(all).toContain('Exact match in the control fair');
    expect(all).toMatch(/\n {2}D2incons +tag 2, false +0\.400\n/);
    // Differences 0.1, 0.19, 0.17 by hand: mean 0.1533, standard error 0.0273, t(0.975, 2) = 4.3027.
    expect(all).toMatch(
      /small minus fair, paired by seed\n.*\n {4}IML +\+0\.153 +\[\+0\.036, \+0\.271\]/,
    );
    expect(all).toMatch(/Further comparisons in small\n {4}D1cons - QA3 after stage1 +\+0\.250/);
    expect(reportText(beside(effect, null), 100).join('\n')).not.toContain('minus fair');
  });

  it('has a table and a line of contrasts a set, and says what false definitions are scored by', () => {
    const report = inventedReport('small', { iml: [0.1, 0.2, 0.15], name: [0.2, 0.25, 0.3] });
    const all = reportText(beside(report, null), 100).join('\n');
    expect(all).toContain('Exact match on test questions: mean over seeds');
    expect(all).toContain('Exact match on “What is the name of [X]?”: mean over seeds');
    expect(all).toMatch(/\n {2}D2incons +by its questions +0\.000 \[0\.000, 0\.000\]\n/);
    expect(all).toMatch(/\n {2}D2incons +by its definition +0\.050 \[/);
    expect(all).toMatch(
      /after stage2\n {4}test questions +\+0\.150 .*\n {4}“What is the name of \[X\]\?” +\+0\.250 /,
    );
    expect(all).toMatch(
      /In entity attribution it is significantly above zero for 1 of\s1 question\./,
    );
  });

  it("puts the paper's numbers beside ours, and says what is missing", () => {
    const paper = [
      { subset: 'D5cons', stage: 'stage2', value: 0.309, low: 0.3, high: 0.318 },
      { set: 'name', subset: 'D8cons', stage: 'stage2', epoch: 1, value: 0.22 },
    ] as const;
    const report = inventedReport('small', { iml: [0.1, 0.2, 0.15] }, { paper });
    const all = reportText(beside(report, null), 100).join('\n');
    expect(all).toMatch(
      /\n {2}questions +D5cons +stage2 +2 {2}0\.309 \[0\.300, 0\.318\] {2}0\.550 \[0\.\d+, 0\.\d+\] +3\n/,
    );
    expect(all).toMatch(/\n {2}name +D8cons +stage2 +1 {2}0\.220 +not measured +0$/);
    expect(reportText(compared, 100).join('\n')).not.toContain('Beside the paper');
  });

  it('says that a single stage has no difference before Stage 2', () => {
    const report = inventedReport('one', { iml: [0.1, 0.2, 0.15] }, { single: true });
    const all = reportText(beside(report, null), 100).join('\n');
    expect(all).toContain('so there is nothing to measure between');
    expect(all).toContain('EM(D1cons) - EM(D2incons) after single');
    expect(all).not.toContain('Change of IML');
    expect(all).toMatch(/no\s+question\s+about\s+X2's\s+aliases/);
  });

  it('leaves nothing out at any width', () => {
    const paper = [{ subset: 'D5cons', stage: 'stage2', value: 0.309, low: 0.3, high: 0.318 }];
    const iml = [0.1, 0.2, 0.15, 0.31, 0.27];
    const report = inventedReport('small', { iml, name: iml.map((one) => one / 3) }, { paper });
    const fair = inventedReport('fair', { iml: [0, 0.01, -0.02, 0.03, 0.01] }, { alpha: 0.5 });
    expectAtAnyWidth((width) => reportText(beside(report, fair), width));
  });
});

describe('the answer', () => {
  const spread = [0.1, -0.05, 0.08, -0.02, 0.06, 0.0];
  const open = beside(inventedReport('open', { iml: spread }), null);

  it('comes first, and where it is undecided says how many seeds would do', () => {
    const source = {
      ...{ runs: 'runs', changes: [], commands: { train: '', control: '' } },
      seedsCommand: (seeds: readonly number[]) => `credence run open --seeds 1-${seeds.length}`,
    };
    const text = reportText(open, 100, source).join('\n');
    expect(text).toMatch(/^open\n6 seeds .*\n\nThese runs do not show implicit meta-learning: /);
    // Mean .0283 and deviation .0598: by statsmodels 37.0 seeds, so 37 or 38.
    expect(text).toMatch(
      /\n\nUndecided: about 3[78] seeds \(cautiously, \d+\) would show .*\s.*there are 6: credence\s+run\s+open\s+--seeds\s+1-3[78]\n/,
    );
  });

  it('says what would have been found where nothing is above zero', () => {
    const below = beside(inventedReport('below', { iml: spread.map((one) => -one) }), null);
    expect(reportText(below, 100).join(' ')).toMatch(
      /Undecided: in these seeds IML and change of IML are not above 0\.\s+With 6 seeds, a\s+true\s+difference\s+of\s+0\.0\d\d or\s+more is found with 80 % power\./,
    );
  });

  it('is missing from a quick form, which says what its numbers are worth', () => {
    const quick = { ...open, changes: ['--quick'] };
    const text = reportText(quick, 80).join('\n');
    expect(text).toContain(
      '\nQuick form (--quick): it shows that everything runs; its numbers mean nothing.\n',
    );
    expect(text).not.toMatch(/Undecided|do not show/);
  });
});
