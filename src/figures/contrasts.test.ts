import { describe, expect, it } from 'vitest';
import { dataOf } from '../../test/figure-data.js';
import { groupsWith } from '../../test/table-one.js';
import { tableOne } from '../data/presets/table-1.js';
import type { ContrastSummary } from '../statistics/contrasts.js';
import {
  type ContrastsFigureOptions,
  contrastsFigure,
  type ExperimentContrasts,
} from './contrasts.js';
import { groupStyles } from './group-style.js';
import { vegaSvg } from './render.js';

/** A contrast of Table 1, its name with `Change` at the end for its change over a stage. */
function summary(name: string, values: readonly number[], stage = 'stage2'): ContrastSummary {
  const contrast = tableOne.contrasts.find((one) => one.name === name.replace('Change', ''));
  if (contrast === undefined) throw new RangeError(`Table 1 has no contrast ${name}`);
  const seeds = values.map((value, seed) => ({ seed, value, upper: value, lower: 0 }));
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const ci95 = values.length > 1 ? { low: Math.min(...values), high: Math.max(...values) } : null;
  const tests = { t: null, df: null, p: null, wilcoxonP: null, twoSampleP: null };
  const what = { name, contrast, isChange: name.endsWith('Change'), stage };
  const sizes = { upper: seeds.length, lower: seeds.length };
  return { ...what, set: 'questions', test: 'paired', sizes, seeds, mean, ci95, ...tests };
}

const effect = {
  title: 'effect',
  contrasts: [summary('iml', [0.1, 0.2, 0.3]), summary('stage1Gap', [0.4])],
};
const control = { title: 'control', contrasts: [summary('iml', [-0.1, 0.1])] };

const draw = (
  experiments: readonly ExperimentContrasts[],
  options: Partial<ContrastsFigureOptions> = {},
) => contrastsFigure(experiments, { groups: groupStyles(groupsWith()), ...options });

describe('contrastsFigure', () => {
  it('plots a dot a seed and the mean of each contrast and experiment', () => {
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
      { title: 'a', contrasts: [summary('iml', values)] },
      { title: 'b', contrasts: [summary('iml', values)] },
    ]);
    const drawn = dataOf(figure.spec(720)).filter(({ kind }) => kind === 'seed');
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

  it('names the contrasts in the paper’s symbols and the experiments in a legend', async () => {
    const svg = await vegaSvg(draw([effect, control]));
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
    expect(svg).toContain('>Differences in exact match on test questions<');
    expect(await vegaSvg(draw([effect]))).not.toContain('>effect<');
    const changes = ['stages.stage2.epochs=4', `data.file=${'memory/'.repeat(40)}x.csv`];
    const changed = await vegaSvg(draw([effect], { changes }));
    expect(changed).toContain('>with stages.stage2.epochs=4,<');
    expect(changed).toMatch(/>data\.file=memory[/memory]+…[/memory]+x\.csv</);
  });

  it('shows the given changes of the experiment, and when groups were measured', async () => {
    const contrasts = [summary('stage1Gap', [0.4, 0.5], 'full'), summary('imlChange', [0.2, 0.3])];
    const options = { title: 'Elsewhere', subtitle: 'three seeds' };
    const svg = await vegaSvg(draw([{ title: 'effect', contrasts }], options));
    for (const text of ['Elsewhere', 'three seeds', 'effect', 'after full', 'Change of IML'])
      expect(svg).toContain(`>${text}<`);
    expect(svg).toContain('>after − before stage2<');
  });

  it('keeps every point off the frame', () => {
    const { rows, spec } = draw([effect, control]);
    const values = rows.flatMap(({ value, low, high }) => [value, low ?? 0, high ?? 0]).map(Number);
    expect([Math.min(...values), Math.max(...values)]).toEqual([-0.1, 0.4]);
    expect(JSON.stringify(spec(720))).toContain('"domain":[-0.13,0.43]');
  });

  it('has one line at zero, over the whole width', async () => {
    const svg = await vegaSvg(draw([effect, control]));
    expect(svg.match(/<line[^>]*x2="628"[^>]*stroke="#555555"/g)).toHaveLength(1);
  });

  it('writes as many decimals as small differences need', async () => {
    const svg = await vegaSvg(
      draw([{ title: 'small', contrasts: [summary('iml', [0.004, 0.012])] }]),
    );
    expect(svg).toContain('>0.004<');
    expect(svg).not.toContain('>0.00<');
  });

  it('draws contrasts in their order', () => {
    const contrasts = [summary('imlChange', [0.2]), summary('stage1Gap', [0.4])];
    const figure = draw([{ title: 'a', contrasts }]);
    const at = (name: string) => dataOf(figure.spec(720)).find((row) => row.contrast === name)?.x;
    expect(Number(at('imlChange'))).toBeLessThan(Number(at('stage1Gap')));
  });

  it('says so where there is no interval', async () => {
    const contrasts = [summary('iml', [0.2])];
    const svg = await vegaSvg(draw([{ title: 'a', contrasts }]));
    expect(svg).toContain(
      '>small dots: one per seed; large marks: their mean; one seed, no interval<',
    );
    expect(svg).not.toContain('bars');
    const alike = await vegaSvg(
      draw([{ title: 'a', contrasts: [{ ...summary('iml', [0.2, 0.2]), ci95: null }] }]),
    );
    expect(alike).toContain('their mean; all seeds are alike, so no interval<');
  });

  it('says what does not fit', () => {
    expect(() => draw([])).toThrow('shows 1 to 6 experiments, not 0');
    expect(() => draw([effect, effect])).toThrow('same title: effect, effect');
    expect(() => draw([{ title: 'none', contrasts: [] }])).toThrow(
      'no contrast was measured in none',
    );
  });
});
