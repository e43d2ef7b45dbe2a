import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../test/at-any-width.js';
import { inventedReport } from '../../test/invented-report.js';
import { answerPower, powerEstimates } from './power-estimate.js';
import { powerLegend, powerText } from './power-text.js';
import { beside } from './report.js';

const question = { power: 0.8, alpha: 0.05, effect: 0.02, width: 0.02 };
const textOf = (iml: readonly number[], width = 100) => {
  const compared = beside(inventedReport('small', { iml }), null);
  const answers = powerEstimates(compared).map((one) => answerPower(one, question));
  return [
    ...powerText(compared, { question, answers }, width),
    ...powerLegend(question, answers, width),
  ];
};

describe('powerText', () => {
  // Deviation .02: by statsmodels 9.94 seeds for .02; t(.975, 17) 2.1098 gives a width of .0199.
  const values = [0.08, 0.1, 0.12, 0.08, 0.12, 0.1, 0.1, 0.1].map(
    (value) => 0.1 + ((value - 0.1) * 0.02) / 0.0151185789,
  );

  it('has the seeds that are needed, and what can be found now', () => {
    const text = textOf(values).join('\n');
    expect(text).toMatch(/8 seeds now \(1-8\)/);
    expect(text).toMatch(/\n {2}IML +\+0\.020 +0\.020 \(to 0\.031\) +10 +2\d +18 +\d+ +0\.023\n/);
  });

  it('leaves nothing out at any width', () => {
    expectAtAnyWidth((width) => textOf(values, width));
  });

  it('says why there is no estimate', () => {
    expect(textOf([0.1]).join(' ')).toContain('IML: one seed has no spread between seeds');
    expect(textOf([0.1, 0.1]).join(' ')).toContain('every seed has the same difference');
  });
});
