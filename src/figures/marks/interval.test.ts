import { describe, expect, it } from 'vitest';
import { vegaSvg } from '../render.js';
import type { Mean } from './interval.js';
import { panelsSpec, stack } from './panels.js';
import type { Series } from './series.js';
import { seriesPlot } from './series-plot.js';
import { xAxisHeight } from './x-axis.js';
import { spanAxis } from './y-axis.js';

const series: Series[] = [
  { name: 'a', label: 'A', colour: '#111111', dash: [], mark: 'circle' },
  { name: 'b', label: 'B', colour: '#222200', dash: [4, 2], mark: 'square' },
];
const axis = {
  // One unit is one pixel.
  domain: [0, 420],
  width: 420,
  upright: false,
  labels: new Map([
    [0, ['0']],
    [400, ['400']],
  ]),
} as const;
const means: Mean[] = ['a', 'b'].flatMap((name) => [
  { series: name, x: 0, mean: 0, low: -1, high: 1 },
  { series: name, x: 400, mean: 2, low: null, high: null },
]);

const draw = (line: number | null, apart = 10) => {
  const plot = seriesPlot({
    ...{ means, series, axis, apart, axisTitle: 'x' },
    look: { bar: { width: 1.5, opacity: 0.5 }, dot: { area: 40 }, line },
    y: spanAxis([-1, 2], { title: 'y', left: stack.left }),
    hollow: [{ series: 'b', x: 200, mean: 1 }],
  });
  return vegaSvg({
    spec: () =>
      panelsSpec({
        ...{ ...stack, title: 't', subtitle: 's', changes: [], notes: [], height: 100 },
        ...{ below: xAxisHeight(axis), panels: [{ title: [], plot }] },
      }),
  });
};

/** Horizontal positions of marks of one colour, in pixels. */
const at = (svg: string, mark: string, colour: string) =>
  [
    ...svg.matchAll(new RegExp(`<${mark} transform="translate\\(([-\\d.]+),[^>]*"${colour}"`, 'g')),
  ].map(([, x]) => Number(x));

describe('a plot of series', () => {
  it('has a bar for every interval and a dot for every mean, side by side', async () => {
    const svg = await draw(null);
    expect(at(svg, 'line', '#111111')).toEqual([-5]);
    expect(at(svg, 'line', '#222200')).toEqual([5]);
    expect(at(svg, 'path', '#111111')).toEqual([-5, 395]);
    expect(at(svg, 'path', '#222200')).toEqual([5, 405, 205]);
    // The last one, of others, is hollow.
    expect(svg).toMatch(/<path transform="translate\(205,[^>]*stroke="#222200"/);
    expect(svg).not.toMatch(/<path transform="translate\(405,[^>]*stroke="#222200"/);
  });

  it('spans bars from the low to the high end', async () => {
    const svg = await draw(null);
    const bar =
      /<line transform="translate\(-5,([\d.]+)\)" x2="0" y2="(-?[\d.]+)"[^>]*#111111/.exec(svg);
    // The axis goes from -1.24 to 2.24 over 100 pixels.
    const pixels = (value: number) => ((2.24 - value) / 3.48) * 100;
    const ends = [Number(bar?.[1]), Number(bar?.[1]) + Number(bar?.[2])].sort((a, b) => a - b);
    expect(ends[0]).toBeCloseTo(pixels(1), 6);
    expect(ends[1]).toBeCloseTo(pixels(-1), 6);
  });

  it('joins means by a line in the dash of the series', async () => {
    const svg = await draw(1.4);
    const lines = [...svg.matchAll(/<path d="M[^"]*L[^>]*stroke-width="1.4"[^>]*>/g)].map(
      ([one]) => one,
    );
    expect(lines).toHaveLength(2);
    expect(lines.filter((line) => line.includes('stroke-dasharray="4,2"'))).toHaveLength(1);
    expect(await draw(null)).not.toMatch(/stroke-width="1.4"/);
  });
});
