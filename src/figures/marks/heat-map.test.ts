import { describe, expect, it } from 'vitest';
import { colourStrip, heatMapFoot } from './heat-map.js';

describe('heatMapFoot', () => {
  it('makes room for names that are too long to lie side by side', () => {
    const named = (name: string) => new Map([0, 1, 2, 3].map((column) => [column, name]));
    const flat = heatMapFoot({ columns: named('ab'), width: 120 });
    const upright = heatMapFoot({ columns: named('something'), width: 120 });
    expect(upright).toBeGreaterThan(flat);
    expect(heatMapFoot({ columns: named('something'), width: 400 })).toBe(flat);
  });
});

describe('colourStrip', () => {
  it('shows the whole range without gaps, its ticks where their colours are', () => {
    const { layers } = colourStrip([0.5, 1], { ticks: [0.5, 0.75, 1], format: String });
    const [strip, ticks] = layers(0).map(({ data }) => {
      return (data as { values: Readonly<Record<string, number>>[] }).values;
    });
    const rects = strip ?? [];
    for (const [index, { x2 }] of rects.slice(0, -1).entries())
      expect(rects[index + 1]?.x).toBe(x2);
    for (const { x, value } of ticks?.map(({ x = 0, text }) => ({ x, value: Number(text) })) ??
      []) {
      const nearest = rects.reduce((best, one) =>
        Math.abs((one.x ?? 0) + 1 - x) < Math.abs((best.x ?? 0) + 1 - x) ? one : best,
      );
      expect(nearest.value).toBeCloseTo(value, 2);
    }
  });
});
