import type { Config, TopLevelSpec } from 'vega-lite';

/** A row of plotted numbers: what the figure draws and what its CSV says. */
export type PlottedRow = Readonly<Record<string, string | number | null>>;

/** A figure as data: the plotted numbers and the Vega-Lite specification that draws them. */
export interface Figure {
  /** The CSV's columns, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly PlottedRow[];
  /** How the intervals of the rows were computed; default: bootstrap. */
  readonly interval?: 't' | 'bootstrap';
  readonly spec: TopLevelSpec;
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

/** Width of a figure with all its labels, in pixels. */
export const figureWidth = 720;

const ink = '#222222';
const faint = '#e6e6e6';

/** The look that all figures share. Sizes are in pixels at the width of `figureWidth`. */
export const figureConfig: Config = {
  font: 'DejaVu Sans, Verdana, Arial, sans-serif',
  background: 'white',
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
