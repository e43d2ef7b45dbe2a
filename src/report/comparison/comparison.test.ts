import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../../test/at-any-width.js';
import { inventedReport } from '../../../test/invented-report.js';
import { compareReports } from './comparison.js';
import { comparisonJson } from './comparison-json.js';
import { comparisonText } from './comparison-text.js';

const side = (name: string, iml: readonly number[], alpha = 1) => {
  return { report: inventedReport(name, { iml }, { alpha }), changes: [] };
};
const a = side('first', [0.1, 0.12, 0.09, 0.11, 0.1]);
const b = side('second', [0.01, 0, 0.02, 0.03, 0], 0.5);
const comparison = compareReports(a, b);

describe('two experiments side by side', () => {
  it('say first what differs significantly, and by which test', () => {
    const text = comparisonText(comparison, 100).join('\n');
    expect(text).toMatch(
      /^first against second\nA: first; 5 seeds \(1-5\)\nB: second; 5 seeds \(1-5\)\n\n/,
    );
    // Differences .09, .12, .07, .08, .10: mean .092, standard error .0086, t(.975, 4) 2.7764.
    expect(text).toMatch(
      /\n\nIML is significantly larger in A: A - B is \+0\.092 \[\+0\.068, \+0\.116\] \(p = 0\.0004\); paired\s+over\s+5\s+seeds\./,
    );
    expect(text).toMatch(
      /\n {2}IML +0\.104 +0\.012 +\+0\.092 .*paired, 5\n +the other test .*Welch, 5 \+ 5/,
    );
    expect(text).toMatch(/\n {2}D5cons after stage2 +0\.504 +0\.412 +\+0\.092/);
  });

  it('list the options that differ and none that do not', () => {
    expect(comparison.differs.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['data.shares.D1cons', 'data.shares.D9incons']),
    );
    const all = comparison.differs.every(({ path }) => path.startsWith('data.shares.'));
    expect(all).toBe(true);
    expect(comparisonText(compareReports(a, a), 100).join('\n')).toContain('options are the same');
  });

  it('leave nothing out at any width', () => {
    expectAtAnyWidth((width) => comparisonText(comparison, width));
  });

  it('are data for programs', () => {
    expect(comparisonJson(comparison)).toMatchObject({
      a: { experiment: 'first', seeds: [1, 2, 3, 4, 5] },
      contrasts: expect.arrayContaining([
        expect.objectContaining({
          ...{ name: 'iml', set: 'questions', counts: 'paired' },
          paired: expect.objectContaining({ n: 5, nOther: null }),
          welch: expect.objectContaining({ n: 5, nOther: 5 }),
        }),
      ]),
    });
  });
});
