import { describe, expect, it } from 'vitest';
import { type InventedDifferences, inventedReport } from '../../test/invented-report.js';
import { contrastTable } from './contrast-table.js';
import { beside, type Report } from './report.js';
import { verdict } from './verdict.js';

/** Six differences around a mean, with a spread that makes means from 0.03 on significant. */
const around = (mean: number) => [-2, -1, 0, 0, 1, 2].map((step) => mean + step / 100);
const backwards = (mean: number) => around(mean).toReversed();

const controlOf = (differences: InventedDifferences) =>
  inventedReport('fair', differences, { alpha: 0.5 });

/** The same with other seeds. */
const laterSeeds = (report: Report, by: number): Report => ({
  ...report,
  seeds: report.seeds.map((seed) => seed + by),
  contrasts: report.contrasts.map((one) => ({
    ...one,
    seeds: one.seeds.map((own) => ({ ...own, seed: own.seed + by })),
  })),
});

const said = (effect: InventedDifferences, control?: InventedDifferences) =>
  verdict(
    beside(inventedReport('small', effect), control === undefined ? null : controlOf(control)),
  ).join('\n');

describe('verdict', () => {
  it('claims implicit meta-learning where difference, change and the comparison with the control are significant', () => {
    const text = said({ iml: around(0.1) }, { iml: backwards(0) });
    expect(text).toContain(
      'EM(D5cons) - EM(D6cons) after stage2: +0.100 [+0.085, +0.115] (p < 0.0001); in the control: ' +
        '+0.000 [-0.015, +0.015] (p = 1.0000); difference: +0.100 [+0.070, +0.130] (p = 0.0003). ' +
        'Its change over stage2: ',
    );
    expect(text).toMatch(/^Definitions under the .*: implicit meta-learning\.\n/);
  });

  it('claims less without a control', () => {
    const text = said({ iml: around(0.1) });
    expect(text).toMatch(/implicit meta-learning, but there is no control to compare with\.\n/);
  });

  it.each<[string, InventedDifferences, InventedDifferences | undefined, string]>([
    [
      'the difference was there before',
      { iml: around(0.1), before: backwards(0.1) },
      undefined,
      'its change over stage2 is not significantly above zero.',
    ],
    [
      'there is a change but no difference',
      { iml: around(0), before: backwards(-0.1) },
      undefined,
      'the difference is not significantly above zero.',
    ],
    [
      'the control shows it too',
      { iml: around(0.2) },
      { iml: backwards(0.1) },
      'the control shows a difference too.',
    ],
    [
      'it is no larger than the control’s',
      { iml: around(0.03) },
      { iml: backwards(0.015).map((value, index) => value + (index - 2) / 20) },
      "the difference minus the control's is not significantly above zero, and its change minus the " +
        "control's is not significantly above zero.",
    ],
  ])('says that none is shown where %s', (_, effect, control, reasons) => {
    const text = said(effect, control);
    expect(text).toContain(`not show implicit meta-learning: ${reasons}`);
    expect(text).not.toContain('internalised more');
  });

  it('says which way a difference below zero points', () => {
    const text = said({ iml: around(-0.1) }, { iml: backwards(0) });
    expect(text).toContain('after stage2: -0.100 [-0.115, -0.085] (p < 0.0001)');
    expect(text).toContain('significantly below zero');
    expect(text).toContain('the opposite of implicit meta-learning');
    const slight = said({ iml: around(-0.005) });
    expect(slight).toContain('after stage2: -0.005 [');
    expect(slight).toContain(
      'not show implicit meta-learning: the difference is not significantly',
    );
    const shrunk = said({ iml: around(0.1), before: backwards(0.3) });
    expect(shrunk).toContain('shrank significantly over stage2');
  });

  it('compares with a control of other seeds as two samples, and says so', () => {
    const report = inventedReport('small', { iml: around(0.1) });
    const control = laterSeeds(controlOf({ iml: backwards(0) }), 10);
    const compared = beside(report, control);
    const text = verdict(compared).join('\n');
    // Both variances .0002, so the standard error is root(.0004 / 6) and the 10 degrees of freedom those
    // of Student: t(.975, 10) = 2.2281.
    expect(text).toContain('difference: +0.100 [+0.082, +0.118] (p < 0.0001)');
    expect(text).toContain("Welch's test of two samples (6 and 6 seeds)");
    expect(text).toMatch(/^Definitions under the .*: implicit meta-learning\.\n/);
    const table = contrastTable(compared, 100).join('\n');
    expect(table).toMatch(
      /as two samples \(Welch\)(?:.*\n)* +IML +\+0\.100 \[\+0\.082, \+0\.118\] .*6 \+ 6/,
    );
  });

  it('has its numbers in the table, by the same tests', () => {
    for (const seedsLater of [0, 3, 10]) {
      const control = laterSeeds(controlOf({ iml: backwards(0.01) }), seedsLater);
      const compared = beside(inventedReport('small', { iml: around(0.1) }), control);
      const table = contrastTable(compared, 120).join('\n');
      const numbers = verdict(compared)
        .join(' ')
        .matchAll(/([+-]0\.\d{3} \[.*?\]) \(p (.*?)\)/g);
      const found = [...numbers];
      expect(found).toHaveLength(6);
      for (const [, difference = '', p = ''] of found)
        expect(table).toMatch(
          new RegExp(`${difference.replaceAll(/[+[\].]/g, '\\$&')} .*${p.replace(/[= ]/g, '')} `),
        );
    }
  });

  it('says that few seeds show little, and one nothing', () => {
    expect(said({ iml: [0.1, 0.11, 0.12, 0.1] })).toContain('With only 4 seeds');
    expect(said({ iml: around(0.1) })).not.toContain('With only');
    const two = said({ iml: around(0.1) }, { iml: [0, 0.01] });
    expect(two).toContain('With only 2 seeds');
    expect(two).not.toContain(': implicit meta-learning.');
    const one = said({ iml: [0.1] });
    expect(one).toContain('EM(D5cons) - EM(D6cons) after stage2: +0.100. Its change');
    expect(one).toMatch(/^One seed cannot show whether a difference is more than chance\.\n/);
  });

  it('says of a Stage-1 gap that the control shares what it means', () => {
    const stage1 = around(0.1);
    const sentence =
      /The Stage-1 gap \(D1cons - D2incons\) .*control too, \+0\.100 \[.*\] \(p < 0\.0001\)/;
    expect(said({ iml: around(0.1), stage1 }, { iml: backwards(0), stage1 })).toMatch(sentence);
    expect(said({ iml: around(0.1), stage1 }, { iml: backwards(0) })).not.toMatch(sentence);
    expect(said({ iml: around(0.1), stage1 })).toMatch(
      /The Stage-1 gap \(D1cons - D2incons\) shows .* by itself is no evidence/,
    );
  });

  it('expects no difference where neither source is more reliable', () => {
    const text = verdict(beside(controlOf({ iml: around(0.1) }), null)).join('\n');
    expect(text).toMatch(/^Neither source was right more often/);
  });

  it('says that it is no test where nobody reads the definitions of X2', () => {
    const stage1 = around(0.1);
    const report = inventedReport('small', { iml: around(0), stage1 });
    const [first] = report.experiment.stages;
    if (first === undefined) throw new Error('an experiment has a stage');
    const one = { ...report, experiment: { ...report.experiment, stages: [first] } };
    const text = verdict(beside(one, controlOf({ iml: backwards(0), stage1 }))).join('\n');
    expect(text).toMatch(/^No stage trains on X2's definitions, so this is no test of meta-/);
    expect(text).toMatch(/The Stage-1 gap .* by itself is no evidence/);
    expect(text).not.toContain('implicit meta-learning');
  });
});
