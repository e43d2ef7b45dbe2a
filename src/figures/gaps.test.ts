import { describe, expect, it } from 'vitest';
import type { GapName, GapSummary } from '../analysis/gaps.js';
import { gapsFigure } from './gaps.js';
import { renderSvg } from './render.js';

function summary(gap: GapName, values: readonly number[]): GapSummary {
  const seeds = values.map((value, seed) => ({ seed, value, upper: value, lower: 0 }));
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const ci95 = values.length > 1 ? { low: Math.min(...values), high: Math.max(...values) } : null;
  return { gap, seeds, mean, ci95, t: null, p: null, wilcoxonP: null };
}

const effect = {
  title: 'effect',
  gaps: [summary('imlRaw', [0.1, 0.2, 0.3]), summary('stage1', [0.4])],
};
const control = { title: 'control', gaps: [summary('imlRaw', [-0.1, 0.1])] };

describe('gapsFigure', () => {
  it('plots a dot a seed and the mean of each gap and experiment', () => {
    const figure = gapsFigure([effect, control]);
    expect(figure.rows.map((row) => figure.columns.map((column) => row[column]))).toEqual([
      ['effect', 'imlRaw', 'mean', null, 0.2, 0.1, 0.3],
      ['effect', 'imlRaw', 'seed', 0, 0.1, null, null],
      ['effect', 'imlRaw', 'seed', 1, 0.2, null, null],
      ['effect', 'imlRaw', 'seed', 2, 0.3, null, null],
      ['effect', 'stage1', 'mean', null, 0.4, null, null],
      ['effect', 'stage1', 'seed', 0, 0.4, null, null],
      ['control', 'imlRaw', 'mean', null, 0, -0.1, 0.1],
      ['control', 'imlRaw', 'seed', 0, -0.1, null, null],
      ['control', 'imlRaw', 'seed', 1, 0.1, null, null],
    ]);
  });

  it('keeps every dot within its experiment’s lane, apart from the others', () => {
    const values = Array.from({ length: 50 }, () => 0.1);
    const figure = gapsFigure([
      { title: 'a', gaps: [summary('imlRaw', values)] },
      { title: 'b', gaps: [summary('imlRaw', values)] },
    ]);
    const placed = (
      figure.spec.data as { values: { experiment: string; kind: string; x: number }[] }
    ).values;
    for (const [title, low, high] of [
      ['a', -0.4, 0],
      ['b', 0, 0.4],
    ] as const) {
      const dots = placed.filter((row) => row.experiment === title && row.kind === 'seed');
      expect(new Set(dots.map(({ x }) => x)).size).toBe(50);
      expect(Math.min(...dots.map(({ x }) => x))).toBeGreaterThan(low);
      expect(Math.max(...dots.map(({ x }) => x))).toBeLessThan(high);
    }
  });

  it('names the gaps in the paper’s symbols and the experiments in a legend', async () => {
    const svg = await renderSvg(gapsFigure([effect, control]));
    for (const text of ['Stage-1 gap', 'IML, raw', 'Ḋ₅ᶜᵒⁿˢ − D̄₆ᶜᵒⁿˢ', 'effect', 'control']) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg).not.toContain('IML, change');
    expect(await renderSvg(gapsFigure([effect]))).not.toContain('>effect<');
  });

  it('writes as many decimals as small gaps need', async () => {
    const svg = await renderSvg(
      gapsFigure([{ title: 'small', gaps: [summary('imlRaw', [0.004, 0.012])] }]),
    );
    expect(svg).toContain('>0.004<');
    expect(svg).not.toContain('>0.00<');
  });

  it('says what does not fit', () => {
    expect(() => gapsFigure([])).toThrow('shows 1 to 6 experiments, not 0');
    expect(() => gapsFigure([effect, effect])).toThrow('same title: effect, effect');
    expect(() => gapsFigure([{ title: 'none', gaps: [] }])).toThrow('no gap was measured in none');
  });
});
