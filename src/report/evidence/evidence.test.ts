import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../../test/at-any-width.js';
import { inventedReport } from '../../../test/invented-report.js';
import type { ReportSource } from '../compared-report.js';
import { memberJson } from '../member-json.js';
import { answerPower, powerEstimates } from '../power-estimate.js';
import { powerText } from '../power-text.js';
import { beside } from '../report.js';
import { memberSchema } from '../report-schema.js';
import { reportText } from '../report-text.js';
import type { SweepReport } from '../sweep-report.js';
import { sweepText } from '../sweep-text.js';
import { undecidedText } from '../undecided.js';
import { sweepTrends } from './sweep-trends.js';

/** Means of 3 second seeds by first seed: .04, 0, .02, .06, -.02; second seeds differ by .03. */
const differences = { iml: [0.04, 0, 0.02, 0.06, -0.02], bySecondSeed: [-0.03, 0, 0.03] };
const nested = beside(inventedReport('nested', differences), null);
const textOf = (lines: readonly string[]) => lines.join(' ').replaceAll(/ +/g, ' ');

describe('nested seeds in a report', () => {
  it('have their spread in a table, with a bootstrap over first seeds', () => {
    // By hand: within .03^2; the means' variance .001 is between + within / 3, so between .0007.
    expect(textOf(reportText(nested, 80))).toMatch(
      /IML 0\.026 0\.030 \[[-+]0\.\d{3}, \+0\.\d{3}\]/,
    );
    expectAtAnyWidth((width) => reportText(nested, width));
    const plain = beside(inventedReport('plain', { iml: differences.iml }), null);
    expect(textOf(reportText(plain, 80))).not.toContain('sd first');
  });

  it('say how many first seeds are needed, with other numbers of second seeds too', () => {
    // By statsmodels, for .02: sd .0316 (3 seconds) 22, .04 (1) 34, .0339 (2) 25, .0297 (5) 20.
    expect(undecidedText(nested, undefined)).toMatch(
      /^Undecided: about 22 first seeds \(cautiously, \d+\) with 3 second seeds each, or 34 with 1, or 25 with 2, or 20 with 5, would show differences of this size with 80 % power; there are 5$/,
    );
    const json = memberSchema.parse(memberJson(nested, 'runs'));
    expect(json.undecided).toMatchObject({
      ...{ n: 5, needed: 22, secondSeeds: 3 },
      bySecondSeeds: [
        { secondSeeds: 1, needed: 34 },
        { secondSeeds: 2, needed: 25 },
        { secondSeeds: 5, needed: 20 },
      ],
    });
    expect(json.contrasts.iml?.seeds[0]?.cells).toEqual(
      [0.01, 0.04, 0.07].map((value, secondSeed) => ({
        secondSeed,
        value: expect.closeTo(value, 12),
      })),
    );
  });

  it('have a table in credence power', () => {
    const question = { power: 0.8, alpha: 0.05, effect: 0.02, width: 0.02 };
    const answers = powerEstimates(nested).map((one) => answerPower(one, question));
    const lines = powerText(nested, { question, answers }, 80);
    expect(textOf(lines)).toMatch(/ sd first sd second with 1 with 2 with 3 with 5 /);
    expect(textOf(lines)).toMatch(/ IML 0\.026 0\.030 34 25 22 20 /);
    // By hand: 2 t(.975, 38) .0316 / sqrt(41) = .0200, of 5 second seeds .0297 and 37.
    expect(textOf(lines)).toMatch(/ IML, width 0\.02 0\.026 0\.030 \d\d \d\d 41 37 /);
    expectAtAnyWidth((width) => powerText(nested, { question, answers }, width));
  });
});

const source: ReportSource = {
  ...{ runs: 'runs', changes: [] },
  commands: { train: 'train', control: 'control' },
};

describe('equivalence tests in a report', () => {
  it('say which differences are ruled out', () => {
    const report = beside(inventedReport('small', { iml: [0.01, -0.01, 0, 0.005, -0.005] }), null);
    const asked = (equivalence: number) =>
      textOf(reportText(report, 80, { ...source, equivalence }));
    expect(asked(0.02)).toMatch(/ IML [-+]0\.000 \[-0\.008, \+0\.008\] 0\.00\d\d yes /);
    expect(asked(0.005)).toMatch(/ IML [-+]0\.000 \[-0\.008, \+0\.008\] 0\.1\d\d\d no /);
    expect(textOf(reportText(report, 80, source))).not.toContain('TOST');
    const json = memberSchema.parse(memberJson(report, 'runs', 0.02));
    expect(json.equivalence).toMatchObject({ bound: 0.02, tests: [{ name: 'iml' }, {}] });
  });
});

describe('a sweep on a numeric axis', () => {
  const members = [1, 2, 4].map((at) => {
    const iml = [0.01, 0.02, 0.03].map((slope) => slope * at + 0.1);
    const report = inventedReport(`at-${at}`, { iml });
    return { at, experiment: report.experiment, report, control: null };
  });
  const named = { name: 'some', title: '', figure: null, axis: 'epochs', changes: [] };
  const sweep: SweepReport = { ...named, members };

  it('says how effects grow, by a slope a first seed', () => {
    // By hand: slopes .01, .02, .03, standard error .01 / sqrt(3), t(.975, 2) = 4.303.
    expect(textOf(sweepText(sweep, 80))).toContain(
      'Trend of IML over epochs: slope +0.02 [-0.00484, +0.0448], t(2) = 3.46 (p = 0.0742)',
    );
    expect(sweepTrends(sweep).map(({ summary }) => summary.seeds.length)).toEqual([3]);
  });

  it('has no trend where the axis has no numbers', () => {
    const words = members.map((one) => ({ ...one, at: `form ${one.at}` }));
    expect(sweepTrends({ ...sweep, members: words })).toEqual([]);
  });
});

describe('a look before all seeds are finished', () => {
  it('is called that', () => {
    const early = beside(inventedReport('small', { iml: [0.1, 0.12] }, { missing: [3, 4] }), null);
    expect(textOf(reportText(early, 80))).toContain('This looks at 2 of 4 seeds before the rest');
    expect(textOf(reportText(nested, 80))).not.toContain('This looks at');
  });
});
