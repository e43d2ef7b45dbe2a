import type { Config, TopLevelSpec } from 'vega-lite';

/** A row of plotted numbers: what the figure draws and what its CSV says. */
export type PlottedRow = Readonly<Record<string, string | number | null>>;

/** A figure as data: the plotted numbers and the Vega-Lite specification that draws them. */
export interface Figure {
  /** What stands over it. */
  readonly title: string;
  /** What it shows, for a caption in a paper and for readers who do not see it; full sentences. */
  readonly caption: string;
  /** The CSV's columns, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly PlottedRow[];
  /** How the intervals of the rows were computed; default: bootstrap. */
  readonly interval?: 't' | 'bootstrap';
  /** Laid out to be so many pixels wide; `figureWidth` is what it is made for. */
  readonly spec: (width: number) => TopLevelSpec;
}

/** A figure and what its file name says of it. */
export type NamedFigure = readonly [what: string, figure: Figure];

/** Rounds a number to 6 decimals, the precision at which figures plot and write scores. */
export function plotted(value: number): number {
  return Number(value.toFixed(6));
}

/** Rounds to six digits that count, for numbers of any size, such as inner products. */
export function significant(value: number): number {
  return Number(value.toPrecision(6));
}

/** The ends of an interval as figures plot and write them; nulls where there is none. */
export function plottedInterval(
  interval: { readonly low: number; readonly high: number } | null,
  rounded: (value: number) => number = plotted,
) {
  if (interval === null) return { low: null, high: null };
  return { low: rounded(interval.low), high: rounded(interval.high) };
}

/** The language of the specifications. */
export const vegaLiteSchema = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Width of a figure with all its labels where none is asked for, in pixels (96 to the inch). */
export const figureWidth = 720;

/** The least and the largest width in which labels fit, in pixels. */
export const figureWidths = [280, 4000] as const;

const ink = '#222222';
const faint = '#e6e6e6';

/** Lines that divide plots, and lines that are there for comparison. */
export const ruleColours = { strong: '#555555', weak: '#cccccc' } as const;

/** The look that all figures share on a light page. Sizes are in pixels at any width. */
export const figureConfig: Config = {
  // The letters of this font are bundled and drawn as shapes.
  font: 'DejaVu Sans',
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: ink,
    labelFlush: false,
    labelFontSize: 12,
    labelOverlap: false,
    titleColor: ink,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    titlePadding: 8,
    domainColor: ink,
    tickColor: ink,
    gridColor: faint,
  },
  legend: { labelColor: ink, labelFontSize: 11 },
  text: { color: ink, fontSize: 12 },
};
