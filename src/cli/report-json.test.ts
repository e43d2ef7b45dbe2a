import { describe, expect, it } from 'vitest';
import { inventedReport } from '../../test/invented-report.js';
import { beside } from './report.js';
import { reportJson } from './report-json.js';

const effect = inventedReport('small', { iml: [0.1, 0.2, 0.15], stage1: [0.1, 0.3, 0.2] });
const control = inventedReport('fair', { iml: [0, 0.01, -0.02] }, { alpha: 0.5 });

describe('reportJson', () => {
  it('has the documented shape', () => {
    const { subsets, iml, ...json } = reportJson(beside(effect, null));
    expect(Object.keys(json).sort()).toEqual(
      ['comparisons', 'experiment', 'imlChange', 'seconds', 'seeds', 'stage1Gap'].sort(),
    );
    expect(subsets.D5cons?.stage2?.mean).toBeCloseTo(0.55, 12);
    expect(subsets.D5cons?.stage2?.ci95).toHaveLength(2);
    expect(iml).toMatchObject({ n: 3, df: 2, wilcoxonP: 0.25 });
    // By hand: mean 0.15, standard error 0.05 / sqrt(3); p = 1 - t / sqrt(2 + t^2) at df = 2.
    expect(iml?.t).toBeCloseTo(5.196152422706632, 9);
    expect(iml?.p).toBeCloseTo(0.0350987186459847, 9);
    expect(json.comparisons['D1cons - QA3']).toMatchObject({ stage: 'stage1', n: 3 });
  });

  it('adds the control and the difference from it', () => {
    const json = reportJson(beside(effect, control));
    expect(json.control?.experiment).toBe('fair');
    expect(Object.keys(json.effectMinusControl ?? {})).toEqual(['iml', 'imlChange', 'stage1Gap']);
    expect(json.effectMinusControl?.iml?.mean).toBeCloseTo(0.46 / 3, 12);
  });
});
