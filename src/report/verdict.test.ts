import { describe, expect, it } from 'vitest';
import { type InventedDifferences, inventedReport } from '../../test/invented-report.js';
import { beside } from './report.js';
import { verdict } from './verdict.js';

/** Six differences around a mean, with a spread that makes means from 0.03 on significant. */
const around = (mean: number) => [-2, -1, 0, 0, 1, 2].map((step) => mean + step / 100);
const backwards = (mean: number) => around(mean).toReversed();

const controlOf = (differences: InventedDifferences) =>
  inventedReport('fair', differences, { alpha: 0.5 });

const said = (effect: InventedDifferences, control?: InventedDifferences) =>
  verdict(
    beside(inventedReport('small', effect), control === undefined ? null : controlOf(control)),
  ).join('\n');

describe('verdict', () => {
  it('claims implicit meta-learning where difference, change and the comparison with the control are significant', () => {
    const text = said({ iml: around(0.1) }, { iml: backwards(0) });
    expect(text).toContain(
      'EM(D5cons) - EM(D6cons) after stage2: +10.0 points (p < 0.0001); in the control: ' +
        '+0.0 points (p = 1.0000); difference: +10.0 points (p = 0.0003). Its change over stage2: ',
    );
    expect(text).toMatch(/: implicit meta-learning\.$/);
  });

  it('claims less without a control', () => {
    const text = said({ iml: around(0.1) });
    expect(text).toMatch(/implicit meta-learning, but there is no control to compare with\.$/);
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
    expect(text).toContain('after stage2: -10.0 points (p < 0.0001)');
    expect(text).toContain('significantly below zero');
    expect(text).toContain('the opposite of implicit meta-learning');
    const slight = said({ iml: around(-0.005) });
    expect(slight).toContain('after stage2: -0.5 points');
    expect(slight).toContain(
      'not show implicit meta-learning: the difference is not significantly',
    );
    const shrunk = said({ iml: around(0.1), before: backwards(0.3) });
    expect(shrunk).toContain('shrank significantly over stage2');
  });

  it('says that few seeds show little, and one nothing', () => {
    expect(said({ iml: [0.1, 0.11, 0.12, 0.1] })).toContain('With only 4 seeds');
    expect(said({ iml: around(0.1) })).not.toContain('With only');
    const two = said({ iml: around(0.1) }, { iml: [0, 0.01] });
    expect(two).toContain('With only 2 seeds');
    expect(two).not.toContain(': implicit meta-learning.');
    const one = said({ iml: [0.1] });
    expect(one).toContain('EM(D5cons) - EM(D6cons) after stage2: +10.0 points. Its change');
    expect(one).toMatch(/\nOne seed cannot show whether that is more than chance\.$/);
  });

  it('says of a Stage-1 gap that the control shares what it means', () => {
    const stage1 = around(0.1);
    const sentence =
      /The Stage-1 gap \(D1cons - D2incons\) .*control too, \+10\.0 points \(p < 0\.0001\)/;
    expect(said({ iml: around(0.1), stage1 }, { iml: backwards(0), stage1 })).toMatch(sentence);
    expect(said({ iml: around(0.1), stage1 }, { iml: backwards(0) })).not.toMatch(sentence);
    expect(said({ iml: around(0.1), stage1 })).toMatch(
      /The Stage-1 gap \(D1cons - D2incons\) shows .* by itself is no evidence/,
    );
  });

  it('expects no difference where neither source is more reliable', () => {
    const text = verdict(beside(controlOf({ iml: around(0.1) }), null)).join('\n');
    expect(text).toMatch(/\nNeither source was right more often/);
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
