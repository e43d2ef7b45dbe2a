import { describe, expect, it } from 'vitest';
import { vegaSvg } from '../render.js';
import { type Panel, type Panels, panelsSpec, panelWidth, stack } from './panels.js';
import { textLayer } from './text-lines.js';
import { textWidth } from './text-width.js';

const panel = (name: string): Panel => ({
  title: [name],
  plot: { layer: [textLayer({ lines: [`in ${name}`], x: 0, y: 10, size: 12 })] },
});

const figure: Panels = {
  ...{ title: 'A title', subtitle: 'mine, 2 seeds', changes: [], notes: ['a note'] },
  ...{ columns: 2, left: 60, right: 14, height: 100, below: 50 },
  panels: ['a', 'b', 'c', 'd'].map(panel),
};

/** Where texts stand, from the upper left of the figure in pixels: the sum of their groups'. */
async function positionsOf(drawn: Panels): Promise<Map<string, [x: number, y: number]>> {
  const svg = await vegaSvg({ spec: () => panelsSpec(drawn) });
  const groups: [number, number][] = [];
  const found = new Map<string, [number, number]>();
  for (const [tag] of svg.matchAll(/<g[^>]*>|<\/g>|<text[^>]*>[^<]*(<tspan>[^<]*)?/g)) {
    if (tag === '</g>') {
      groups.pop();
      continue;
    }
    const [, x = 0, y = 0] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(tag) ?? [];
    const own: [number, number] = [Number(x), Number(y)];
    if (tag.startsWith('<g')) groups.push(own);
    else {
      const at = [...groups, own].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
      found.set(tag.replace(/^.*>/, ''), at as [number, number]);
    }
  }
  return found;
}

const sizeOf = async (drawn: Panels): Promise<number[]> => {
  const svg = await vegaSvg({ spec: () => panelsSpec(drawn) });
  return (/ width="(\d+)" height="(\d+)"/.exec(svg) ?? []).slice(1).map(Number);
};

describe('panelsSpec', () => {
  it('sets plots in rows and columns under the titles, over the notes', async () => {
    const at = await positionsOf(figure);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => at.get(name) ?? [0, 0]);
    expect([a?.[0], c?.[0]]).toEqual([60, 60]);
    expect([b?.[0], d?.[0]]).toEqual([360 + 60, 360 + 60]);
    expect(a?.[1]).toBe(b?.[1]);
    expect((c?.[1] ?? 0) - (a?.[1] ?? 0)).toBeGreaterThan(100 + 50);
    expect(at.get('A title')?.[1]).toBeLessThan(at.get('mine, 2 seeds')?.[1] ?? 0);
    expect(at.get('mine, 2 seeds')?.[1]).toBeLessThan(a?.[1] ?? 0);
    expect(at.get('a note')?.[1]).toBeGreaterThan((d?.[1] ?? 0) + 100 + 50);
  });

  it('is as wide as every figure, and as high as what is in it', async () => {
    const [width, height] = await sizeOf(figure);
    expect(width).toBe(720);
    const alone = { ...figure, ...stack, panels: figure.panels.slice(0, 1) };
    expect((await sizeOf(alone))[0]).toBe(720);
    const one = await sizeOf({ ...figure, panels: figure.panels.slice(0, 2) });
    // Another row is a plot with its axis and its title.
    expect((height ?? 0) - (one[1] ?? 0)).toBeGreaterThan(100 + 50);
    const noted = await sizeOf({ ...figure, notes: ['a note', 'another'] });
    expect((noted[1] ?? 0) - (height ?? 0)).toBe(15);
  });

  it('breaks what is wider than its room, and nothing stands outside', async () => {
    const long = 'a long name with many words, again and again and again and again and again';
    const drawn = {
      ...figure,
      ...{
        title: `Title ${long} ${long}`,
        subtitle: `${long}, ${long}`,
        notes: [`${long} ${long}`],
      },
      panels: [panel(`panel ${long}`), panel('short')],
    };
    const svg = await vegaSvg({ spec: () => panelsSpec(drawn) });
    const lines = [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]+)</g)].map(([, line = '']) => line);
    for (const line of lines) {
      const size = line.startsWith('Title') ? { size: 14, bold: true } : { size: 11 };
      expect(textWidth(line, size)).toBeLessThanOrEqual(720);
    }
    const ofPanel = lines.slice(lines.findIndex((line) => line.startsWith('panel')));
    const [first = ''] = ofPanel;
    expect(textWidth(first, { size: 12 })).toBeLessThanOrEqual(panelWidth(figure) + 14);
    // Titles of one row begin at one height.
    const at = await positionsOf(drawn);
    expect(at.get('short')?.[1]).toBe(at.get(first)?.[1]);
  });

  it('has the labels of shared axes in the last row alone, and so needs less room', async () => {
    const [, height = 0] = await sizeOf(figure);
    const [, shared = 0] = await sizeOf({ ...figure, sharedAxis: true });
    expect(shared).toBeLessThan(height);
  });

  it('draws a banner between the titles and the first row', async () => {
    const banner = {
      height: 40,
      layers: (foot: number) => [textLayer({ lines: ['banner'], x: 0, y: -foot, size: 12 })],
    };
    const at = await positionsOf({ ...figure, banner });
    const y = at.get('banner')?.[1] ?? 0;
    expect(y).toBeGreaterThan(at.get('mine, 2 seeds')?.[1] ?? 0);
    expect(y).toBeLessThanOrEqual(at.get('a')?.[1] ?? 0);
    const [, plain = 0] = await sizeOf(figure);
    expect((await sizeOf({ ...figure, banner }))[1]).toBe(plain + 40);
  });
});
