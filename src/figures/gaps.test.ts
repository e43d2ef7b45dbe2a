import { describe, expect, it } from 'vitest';
import { dataOf } from '../../test/figure-data.js';
import type { GapName, GapSummary } from '../statistics/gaps.js';
import { type ExperimentGaps, type GapsFigureOptions, gapsFigure } from './gaps.js';
import { paperContrasts, paperGroups } from './group-style.js';

import { renderSvg } from './render.js';

function summary(gap: GapName, values: readonly number[]): GapSummary {
  const seeds = values.map((value, seed) => ({ seed, value, upper: value, lower: 0 }));
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const ci95 = values.length > 1 ? { low: Math.min(...values), high: Math.max(...values) } : null;
  const tests = { t: null, df: null, p: null, wilcoxonP: null, twoSampleP: null };
  return { gap, set: 'questions', seeds, mean, ci95, ...tests };
}

const effect = {
  title: 'effect',
  gaps: [summary('iml', [0.1, 0.2, 0.3]), summary('stage1Gap', [0.4])],
};
const control = { title: 'control', gaps: [summary('iml', [-0.1, 0.1])] };

const draw = (experiments: readonly ExperimentGaps[], options: Partial<GapsFigureOptions> = {}) =>
  gapsFigure(experiments, { contrasts: paperContrasts(), groups: paperGroups(), ...options });

describe('gapsFigure', () => {
  it('plots a dot a seed and the mean of each gap and experiment', () => {
    const figure = draw([effect, control]);
    expect(figure.rows.map((row) => figure.columns.map((column) => row[column]))).toEqual([
      ['effect', 'iml', 'mean', null, 0.2, 0.1, 0.3],
      ['effect', 'iml', 'seed', 0, 0.1, null, null],
      ['effect', 'iml', 'seed', 1, 0.2, null, null],
      ['effect', 'iml', 'seed', 2, 0.3, null, null],
      ['effect', 'stage1Gap', 'mean', null, 0.4, null, null],
      ['effect', 'stage1Gap', 'seed', 0, 0.4, null, null],
      ['control', 'iml', 'mean', null, 0, -0.1, 0.1],
      ['control', 'iml', 'seed', 0, -0.1, null, null],
      ['control', 'iml', 'seed', 1, 0.1, null, null],
    ]);
  });

  it('keeps every dot within its experiment’s lane, apart from the others', () => {
    const values = Array.from({ length: 50 }, () => 0.1);
    const figure = draw([
      { title: 'a', gaps: [summary('iml', values)] },
      { title: 'b', gaps: [summary('iml', values)] },
    ]);
    const drawn = dataOf(figure.spec).filter(({ kind }) => kind === 'seed');
    for (const [title, low, high] of [
      ['a', -0.4, 0],
      ['b', 0, 0.4],
    ] as const) {
      const xs = drawn.filter((row) => row.series === title).map(({ x }) => Number(x));
      expect(new Set(xs).size).toBe(50);
      expect(Math.min(...xs)).toBeGreaterThan(low);
      expect(Math.max(...xs)).toBeLessThan(high);
    }
  });

  it('names the gaps in the paper’s symbols and the experiments in a legend', async () => {
    const svg = await renderSvg(draw([effect, control]));
    for (const text of [
      'Stage-1 gap',
      'Implicit meta-learning (IML)',
      'Ḋ₅ᶜᵒⁿˢ − D̄₆ᶜᵒⁿˢ',
      'effect',
      'control',
    ]) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg).not.toContain('Change of IML');
    expect(svg).toContain('>effect (3 seeds) and control (2 seeds)<');
    expect(svg).toContain('bars: its 95 % t interval<');
    expect(svg).toContain('>Gaps in exact match on test questions<');
    expect(await renderSvg(draw([effect]))).not.toContain('>effect<');
    const changes = ['stages.stage2.epochs=4', `data.file=${'memory/'.repeat(40)}x.csv`];
    const changed = await renderSvg(draw([effect], { changes }));
    expect(changed).toContain('>with stages.stage2.epochs=4,<');
    expect(changed).toMatch(/>data\.file=memory[/memory]+…[/memory]+x\.csv</);
  });

  it('says what it is told of the experiment and of a single stage', async () => {
    const contrasts = paperContrasts({ isSingleStage: true });
    const options = { title: 'Gaps elsewhere', subtitle: 'three seeds', contrasts };
    const svg = await renderSvg(draw([effect], options));
    expect(svg).toContain('>Gaps elsewhere<');
    expect(svg).toContain('>three seeds<');
    expect(svg).toContain('>effect<');
    expect(svg).toContain('>Gap in X1<');
    expect(svg).not.toContain('Stage 1');
  });

  it('keeps every point off the frame', () => {
    const { rows, spec } = draw([effect, control]);
    const values = rows.flatMap(({ value, low, high }) => [value, low ?? 0, high ?? 0]).map(Number);
    expect([Math.min(...values), Math.max(...values)]).toEqual([-0.1, 0.4]);
    expect(JSON.stringify(spec)).toContain('"domain":[-0.13,0.43]');
  });

  it('has one line at zero, over the whole width', async () => {
    const svg = await renderSvg(draw([effect, control]));
    expect(svg.match(/<line[^>]*x2="628"[^>]*stroke="#555555"/g)).toHaveLength(1);
  });

  it('writes as many decimals as small gaps need', async () => {
    const svg = await renderSvg(draw([{ title: 'small', gaps: [summary('iml', [0.004, 0.012])] }]));
    expect(svg).toContain('>0.004<');
    expect(svg).not.toContain('>0.00<');
  });

  it('draws contrasts of other names in their order, each where it is declared', async () => {
    const [first, , third] = paperContrasts();
    const contrasts = [third, first].flatMap((one) =>
      one === undefined ? [] : [{ ...one, title: `mine, ${one.name}` }],
    );
    const gaps = [summary('stage1Gap', [0.4]), summary('imlChange', [0.2])];
    const figure = draw([{ title: 'a', gaps }], { contrasts });
    const at = (gap: string) => dataOf(figure.spec).find((row) => row.gap === gap)?.x;
    expect(Number(at('imlChange'))).toBeLessThan(Number(at('stage1Gap')));
    expect(await renderSvg(figure)).toContain('>mine, imlChange<');
  });

  it('says so where there is no interval', async () => {
    const gaps = [summary('iml', [0.2])];
    const svg = await renderSvg(draw([{ title: 'a', gaps }]));
    expect(svg).toContain(
      '>small dots: one per seed; diamonds: their mean; one seed, no interval<',
    );
    expect(svg).not.toContain('bars');
  });

  it('says what does not fit', () => {
    expect(() => draw([])).toThrow('shows 1 to 6 experiments, not 0');
    expect(() => draw([effect, effect])).toThrow('same title: effect, effect');
    expect(() => draw([{ title: 'none', gaps: [] }])).toThrow('no gap was measured in none');
    expect(() => draw([effect], { contrasts: paperContrasts().slice(0, 1) })).toThrow(
      'no contrast of the figure is called iml',
    );
  });
});
