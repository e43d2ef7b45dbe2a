import { describe, expect, it } from 'vitest';
import { inventedReport } from '../../test/invented-report.js';
import { beside } from './report.js';
import { reportText } from './report-text.js';

const effect = inventedReport('small', { iml: [0.1, 0.2, 0.15], stage1: [0.1, 0.3, 0.2] });
const control = inventedReport('fair', { iml: [0, 0.01, -0.02] }, { alpha: 0.5 });
const compared = beside(effect, control, ['stages.stage2.epochs=2']);

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
    expect(all).toMatch(/ mean +95 % t interval +t +p +Wilcoxon p +seeds\n/);
  });

  it("shows the control's scores, the difference of the gaps and further comparisons", () => {
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

  it('keeps to the width, without intervals where they do not fit', () => {
    for (const width of [80, 100]) {
      const lines = reportText(compared, width);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(/ 95 % t interval +t /.test(lines.join('\n'))).toBe(width === 100);
    }
  });
});
