import { describe, expect, it } from 'vitest';
import { directLegend, type LegendEntry, legendColumn, legendRows } from './direct-legend.js';
import { textWidth } from './text-width.js';

const entry = (label: string, dash: readonly number[] = []): LegendEntry => {
  return { label, colour: '#123456', dash, mark: 'circle' };
};

describe('legendRows', () => {
  it('sets entries side by side, and begins a row where the next does not fit', () => {
    const { entries, height } = legendRows([entry('effect'), entry('control')], 300);
    expect(new Set(entries.map(({ y }) => y)).size).toBe(1);
    const [first, second] = entries;
    const end = (first?.x ?? 0) + textWidth('effect', { size: 12 });
    expect(second?.x).toBeGreaterThan(end + 20);
    const narrow = legendRows([entry('effect'), entry('control')], 80);
    expect(narrow.entries.map(({ x }) => x)).toEqual([first?.x, first?.x]);
    expect(narrow.height).toBe(2 * height);
  });

  it('takes no room without entries', () => {
    expect(legendRows([], 300).height).toBe(0);
    expect(directLegend(legendRows([], 300), 0, 0)).toEqual([]);
  });
});

describe('legendColumn', () => {
  it('sets entries under each other, long labels in lines that do not overlap', () => {
    const long = 'a group whose meaning takes more than the width beside the plot';
    const { entries, height } = legendColumn([entry(long), entry('short')], 150);
    const [first, second] = entries;
    expect(first?.lines.join(' ')).toBe(long);
    expect(first?.lines.length).toBeGreaterThan(1);
    for (const line of first?.lines ?? [])
      expect(textWidth(line, { size: 11 })).toBeLessThanOrEqual(136);
    expect((second?.y ?? 0) - (first?.y ?? 0)).toBeGreaterThanOrEqual(
      13 * (first?.lines.length ?? 0),
    );
    expect(height).toBeGreaterThan(second?.y ?? 0);
  });

  it('aligns texts where only some lines are dashed', () => {
    const { entries } = legendColumn([entry('plain'), entry('dashed', [4, 2])], 150);
    expect(new Set(entries.map(({ x }) => x)).size).toBe(1);
    expect(new Set(entries.map(({ textX }) => textX)).size).toBe(1);
  });
});

describe('directLegend', () => {
  it('has a dot and a text for every entry, and a piece of line for a dashed one', () => {
    const legend = legendColumn([entry('plain'), entry('dashed', [4, 2])], 150);
    const marks = directLegend(legend, 10, 20).map((layer) => {
      return 'mark' in layer && typeof layer.mark === 'object' ? layer.mark : {};
    });
    expect(marks).toMatchObject([
      { type: 'rule', strokeDash: [4, 2] },
      { type: 'point' },
      { type: 'text' },
    ]);
  });
});

describe('legendColumn beside curves', () => {
  it('sets labels at the ends of curves, none over another and all within the plot', () => {
    const ends = [295, 290, 40, 42, 292, 150];
    const entries = ends.map((end, index) => ({ ...entry(`curve ${index}`), end }));
    const laid = legendColumn(entries, 200, 300).entries;
    expect(laid.map(({ end }) => end)).toEqual([...ends].sort((a, b) => a - b));
    const tops = laid.map(({ y }) => y);
    for (const [index, y] of tops.slice(1).entries())
      expect(y - (tops[index] ?? 0)).toBeGreaterThanOrEqual(19);
    expect(laid.find(({ end }) => end === 150)?.y).toBe(150);
    expect(Math.max(...tops)).toBeLessThanOrEqual(300);
    expect(Math.min(...tops)).toBeGreaterThanOrEqual(0);
  });
});
