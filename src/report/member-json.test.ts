import { describe, expect, it } from 'vitest';
import { alignments } from '../../test/invented-alignments.js';
import { probes } from '../../test/invented-probes.js';
import { inventedReport } from '../../test/invented-report.js';
import { memberJson } from './member-json.js';
import { beside } from './report.js';
import { memberSchema } from './report-schema.js';

const effect = inventedReport('small', { iml: [0.1, 0.2, 0.15], stage1: [0.1, 0.3, 0.2] });
const control = inventedReport('fair', { iml: [0, 0.01, -0.02] }, { alpha: 0.5 });

describe('memberJson', () => {
  it('has the documented shape', () => {
    const json = memberJson(beside(effect, null), 'runs');
    expect(memberSchema.parse(json)).toEqual(json);
    const { iml } = json.contrasts;
    const score = (group: string) =>
      json.scores.find((one) => one.group === group && one.stage === 'stage2' && one.epoch === 2);
    expect(score('D5cons')?.mean).toBeCloseTo(0.55, 12);
    expect(score('D5cons')).toMatchObject({ interval: 'bootstrap', n: 3 });
    const values = score('D5cons')?.seeds.map(({ value }) => value) ?? [];
    expect(values).toHaveLength(3);
    expect(values.reduce((sum, value) => sum + value / 3, 0)).toBeCloseTo(0.55, 12);
    expect(iml).toMatchObject({ n: 3, df: 2, wilcoxonP: 0.25, role: 'effect', stage: 'stage2' });
    expect(iml?.seeds.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    for (const [index, difference] of [0.1, 0.2, 0.15].entries())
      expect(iml?.seeds[index]?.value).toBeCloseTo(difference, 12);
    // By hand: 4.302653 is the t of 95 % at df = 2.
    expect(iml?.ci_low).toBeCloseTo(0.15 - (4.302653 * 0.05) / Math.sqrt(3), 6);
    expect(iml?.ci_high).toBeCloseTo(0.15 + (4.302653 * 0.05) / Math.sqrt(3), 6);
    // By hand: mean 0.15, standard error 0.05 / sqrt(3); p = 1 - t / sqrt(2 + t^2) at df = 2.
    expect(iml?.t).toBeCloseTo(5.196152422706632, 9);
    expect(iml?.p).toBeCloseTo(0.0350987186459847, 9);
    // By hand: standard error 0.05 sqrt(3) / 3 as well, since only D5cons varies, at df = 4.
    expect(iml?.twoSampleP).toBeCloseTo(0.00326, 4);
    expect(json.contrasts['D1cons - QA3']).toMatchObject({ stage: 'stage1', n: 3, role: 'detail' });
  });

  it("has the scores and contrasts of every set, and the paper's numbers beside ours", () => {
    const paper = [
      { subset: 'D5cons', stage: 'stage2', value: 0.5, low: 0.4, high: 0.6 },
      { set: 'who', subset: 'D5cons', stage: 'stage2', value: 0.2 },
    ] as const;
    const differences = { iml: [0.1, 0.2, 0.15], name: [0.25, 0.25, 0.5] };
    const json = memberJson(beside(inventedReport('small', differences, { paper }), null), 'runs');
    expect(json).toMatchObject({ at: null, singleStage: false, control: null });
    expect(Object.keys(json.attribution)).toEqual(['name']);
    expect(json.attribution.name?.iml?.mean).toBeCloseTo(1 / 3, 12);
    expect(json.attribution.name).not.toHaveProperty('stage1Gap');
    expect(json.scores).toContainEqual(
      expect.objectContaining({ set: 'nameWithDefs', group: 'D2incons', stage: 'stage1', n: 3 }),
    );
    expect(json.paper).toMatchObject([
      { epoch: 2, paper: { value: 0.5, ci_low: 0.4, ci_high: 0.6 }, ours: { n: 3 } },
      { set: 'who', epoch: 2, paper: { value: 0.2, ci_low: null, ci_high: null }, ours: null },
    ]);
    expect(json.paper[0]?.ours?.mean).toBeCloseTo(0.55, 12);
  });

  it('has no change of IML where one stage trains on everything', () => {
    const single = memberJson(
      beside(inventedReport('one', { iml: [0.1, 0.2] }, { single: true }), null),
      'runs',
    );
    expect(single).toMatchObject({ singleStage: true, contrasts: { iml: { n: 2 } } });
    expect(single.contrasts).not.toHaveProperty('imlChange');
    expect(single.contrasts.stage1Gap?.n).toBe(2);
  });

  it('adds the control and the difference from it', () => {
    const json = memberJson(beside(effect, control), 'runs');
    expect(json.control?.experiment).toBe('fair');
    expect(Object.keys(json.effectMinusControl ?? {}).sort()).toEqual([
      'iml',
      'imlChange',
      'stage1Gap',
    ]);
    expect(json.effectMinusControl?.iml?.mean).toBeCloseTo(0.46 / 3, 12);
  });

  it('has the analyses of every epoch and cell, and the alignments minus the control’s', () => {
    const analyses = { alignment: { atEpochs: [3] }, probes: { questions: ['name'] } };
    const measured = (difference: number) => ({
      gradients: [
        ...alignments('cosine', 'D5cons', 'own', [0.25 + difference, 0.5 + difference]),
        ...alignments('cosine', 'D6cons', 'own', [0.25, 0.375]),
      ],
      probes: probes('tag', [0.75, 0.875]),
    });
    const iml = [0, 0];
    const paperAnalyses = { alignment: { upper: 0.2, lower: 0.1 } };
    const json = memberJson(
      beside(
        inventedReport('small', { iml }, { analyses, paperAnalyses }, measured(0.125)),
        inventedReport('fair', { iml }, { alpha: 0.5, analyses }, measured(0)),
      ),
      'runs',
    );
    expect(Object.keys(json.analyses)).toEqual(['alignment', 'probes']);
    expect(json.analyses.alignment).toMatchObject({
      comparisons: [
        {
          ...{ comparison: 'X2', metric: 'cosine', stage: 'stage1', epoch: 3, n: 2 },
          ...{
            mean: 0.1875,
            upper: { mean: 0.5, ci_low: 0.375, ci_high: 0.625, interval: 'bootstrap' },
            lower: { mean: 0.3125 },
          },
        },
      ],
      ...{ gains: [], paper: paperAnalyses.alignment },
      minusControl: [
        { comparison: 'X2', mean: 0.125, upper: { mean: 0.1875 }, lower: { mean: 0.0625 } },
      ],
    });
    expect(json.analyses.probes).toMatchObject([
      {
        ...{ stage: 'stage1', task: 'tag', question: 'name', n: 2, examples: 80 },
        ...{ best: { layer: 1, position: 2, mean: 0.8125 }, bestByOthers: { mean: 0.3125 } },
        cells: { length: 6 },
      },
    ]);
    expect(json.control?.analyses.probes).toEqual(json.analyses.probes);
    expect(json.control?.analyses.alignment).not.toHaveProperty('minusControl');
  });
});
