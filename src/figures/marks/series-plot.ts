import { dodge } from './dodge.js';
import { type IntervalLook, intervals, type Mean } from './interval.js';
import type { Layers, Plot } from './plot.js';
import { type Series, seriesColour, seriesShape } from './series.js';
import { perPixel, type XAxis, xEncoding, xPosition } from './x-axis.js';
import { type YAxis, yPosition } from './y-axis.js';

/** A plot of means with intervals, a colour a series, along a horizontal axis. */
export interface SeriesPlot {
  readonly means: readonly Mean[];
  /** In the order in which they stand side by side. */
  readonly series: readonly Series[];
  readonly axis: XAxis;
  /** Under the horizontal axis; null for none. */
  readonly axisTitle: string | null;
  /** Whether the horizontal axis has its labels; defaults to true. */
  readonly labelled?: boolean;
  readonly y: YAxis;
  /** Pixels between neighbouring series at one value. */
  readonly apart: number;
  readonly look: IntervalLook;
  /** Numbers of others, as small hollow points; defaults to none. */
  readonly hollow?: readonly Pick<Mean, 'series' | 'x' | 'mean'>[];
  /** What is drawn under the means; defaults to nothing. */
  readonly under?: Layers;
}

/** The plot; series of one value stand side by side, so that bars do not hide each other. */
export function seriesPlot(plot: SeriesPlot): Plot {
  const {
    means,
    series,
    axis,
    axisTitle,
    labelled = true,
    y,
    look,
    hollow = [],
    under = [],
  } = plot;
  const names = series.map(({ name }) => name);
  const aside = dodge(names.length, plot.apart * perPixel(axis));
  const dodged = <One extends Pick<Mean, 'series' | 'x'>>(one: One): One => {
    return { ...one, x: one.x + (aside[names.indexOf(one.series)] ?? 0) };
  };
  return {
    data: { values: means.map(dodged) },
    encoding: { x: xEncoding(axis, { title: axisTitle, labelled }) },
    layer: [
      ...under,
      ...intervals(series, y, look),
      ...(hollow.length === 0 ? [] : hollowPoints(hollow.map(dodged), series, y)),
    ],
  };
}

function hollowPoints(
  points: readonly Pick<Mean, 'series' | 'x' | 'mean'>[],
  series: readonly Series[],
  y: YAxis,
): Layers {
  const position = { x: xPosition, y: yPosition('mean', y) };
  return [
    {
      data: { values: [...points] },
      mark: { type: 'point', filled: false, size: 26, strokeWidth: 1.2, opacity: 1 },
      encoding: { ...position, color: seriesColour(series), shape: seriesShape(series) },
    },
  ];
}
