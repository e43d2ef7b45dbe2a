import type { Config, TopLevelSpec } from 'vega-lite';
import { wrapped } from '../terminal/wrapped.js';

/** A row of plotted numbers: what the figure draws and what its CSV says. */
export type PlottedRow = Readonly<Record<string, string | number | null>>;

/** A figure as data: the plotted numbers and the Vega-Lite specification that draws them. */
export interface Figure {
  /** The CSV's columns, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly PlottedRow[];
  readonly spec: TopLevelSpec;
}

/** A figure and what its file name says of it. */
export type NamedFigure = readonly [what: string, figure: Figure];

/** Rounds a number to 6 decimals, the precision at which figures plot and write numbers. */
export function plotted(value: number): number {
  return Number(value.toFixed(6));
}

/** Decimals for an axis of scores, so that neighbouring ticks never read the same. */
export function scoreFormat(values: readonly (number | null)[]): '.2f' | '.3f' {
  const numbers = values.filter((value) => value !== null);
  return Math.max(...numbers) - Math.min(...numbers) < 0.08 ? '.3f' : '.2f';
}

/**
 * The scale of an axis of scores: round ends around the values, and a span of 0.1 where all of them
 * are equal.
 */
export function scoreScale(values: readonly (number | null)[]) {
  const numbers = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (least < most) return { zero: false } as const;
  const low = Math.max(0, plotted(least - 0.05));
  return { domain: [low, plotted(low + 0.1)] };
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
  legend: {
    labelColor: ink,
    labelFontSize: 11,
    labelLimit: 0,
    rowPadding: 7,
    symbolOpacity: 1,
    symbolSize: 70,
    symbolStrokeWidth: 0,
  },
  text: { color: ink, fontSize: 12 },
};

/** Pixels that a line of a figure's notes takes. */
export const noteHeight = 15;

const noteLetters = 104; // of the 11 px font, in the width of a figure

/** Lines of text beside the plot: the foot of the first at `x`, `y` pixels from its upper left. */
interface TextLines {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly bold?: boolean;
  /** Of the font, in pixels. */
  readonly size?: number;
}

/** A layer of text outside the plot; every line stands where it is told, without measuring. */
export function textLayer({ lines, x, y, bold = false, size = bold ? 14 : 11 }: TextLines) {
  return {
    data: { values: [{ text: lines.join('\n') }] },
    mark: {
      type: 'text',
      align: 'left',
      baseline: 'line-bottom',
      lineBreak: '\n',
      lineHeight: noteHeight,
      fontSize: size,
      fontWeight: bold ? 'bold' : 'normal',
    },
    encoding: { x: { value: x }, y: { value: y }, text: { field: 'text' } },
  } as const;
}

/** Pixels that a title with the lines under it takes above what it stands over. */
export function titleHeight(under: readonly string[]): number {
  return 28 + noteHeight * under.length;
}

/** A figure's title and smaller lines under it; their foot is at `foot`, x and y. */
export function titleLayers(
  title: string,
  under: readonly string[],
  [x, foot]: readonly [number, number],
) {
  const layer = textLayer({ lines: [title], x, y: foot - noteHeight * under.length, bold: true });
  const y = foot - noteHeight * (under.length - 1);
  return under.length === 0 ? [layer] : [layer, textLayer({ lines: under, x, y })];
}

/** What was changed of an experiment, in lines under its title; none where nothing was. */
export function changeLines(changes: readonly string[]): string[] {
  if (changes.length === 0) return [];
  const shortened = changes.map((change) =>
    change.length <= noteLetters - 10
      ? change
      : `${change.slice(0, noteLetters / 2 - 6)}…${change.slice(6 - noteLetters / 2)}`,
  );
  return wrapped(`with ${shortened.join(', ')}`, noteLetters);
}
