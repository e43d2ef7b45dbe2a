import { printable } from '../../text/printable.js';
import { textWidth } from './text-width.js';

/** The font of an axis's labels. */
export const axisLabel = { size: 12 } as const;

/** A horizontal axis: what it spans, and what is written under it. */
export interface XAxis {
  /** Its ends, in its own unit. */
  readonly domain: readonly [low: number, high: number];
  /** Of the plot, in pixels. */
  readonly width: number;
  /** Ticks with their lines of text, by where they stand. */
  readonly labels: ReadonlyMap<number, readonly string[]>;
  /** Whether labels stand upright, as those do that are too long to lie side by side. */
  readonly upright: boolean;
}

/** What a plot shows of its horizontal axis. */
interface XAxisParts {
  /** Null for none. */
  readonly title: string | null;
  /** Whether ticks have their labels; those of stacked plots only in the last. */
  readonly labelled: boolean;
  /** Whether there are a line and ticks, as where numbers are measured; defaults to true. */
  readonly ruled?: boolean;
}

/** What a pixel is in the unit of the axis. */
export function perPixel({ domain: [low, high], width }: Pick<XAxis, 'domain' | 'width'>): number {
  return (high - low) / width;
}

/** Pixels that the labels take, of the longest one or of the one with most lines. */
function labelsHeight({ labels, upright }: XAxis): number {
  const texts = [...labels.values()];
  if (!upright) return 14 * Math.max(...texts.map((lines) => lines.length));
  return Math.ceil(Math.max(...texts.flat().map((line) => textWidth(line, axisLabel))));
}

/** Pixels that the labels take under a plot, with those of a title under them. */
export function xAxisHeight(axis: XAxis, hasTitle = true): number {
  return (hasTitle ? 42 : 30) + labelsHeight(axis);
}

/** An expression of Vega that gives the label of a tick, one line or several, by its value. */
export function labelExpression(labels: ReadonlyMap<number, string | readonly string[]>): string {
  const lines = [...labels].map(([tick, label]) => [
    tick,
    typeof label === 'string' ? printable(label) : label.map(printable),
  ]);
  return `(${JSON.stringify(Object.fromEntries(lines))})[datum.value]`;
}

/** The horizontal position of marks, by the field `x`. */
export const xPosition = { field: 'x', type: 'quantitative' } as const;

/** The horizontal position with its axis. */
export function xEncoding(axis: XAxis, { title, labelled, ruled = true }: XAxisParts) {
  const domain: number[] = [...axis.domain];
  const values: number[] = [...axis.labels.keys()];
  return {
    ...xPosition,
    title,
    scale: { domain, nice: false, zero: false },
    axis: {
      domain: ruled,
      grid: false,
      labels: labelled,
      labelLimit: 0,
      labelPadding: ruled ? 2 : 8,
      ticks: ruled,
      titleBaseline: 'top',
      titleLimit: 0,
      titleY: 12 + labelsHeight(axis),
      values,
      labelExpr: labelExpression(axis.labels),
      ...(axis.upright &&
        ({ labelAngle: -90, labelAlign: 'right', labelBaseline: 'middle' } as const)),
    },
  } as const;
}
