import type { Layers } from './plot.js';
import { type Series, seriesColour, seriesDash, seriesShape } from './series.js';
import { xPosition } from './x-axis.js';
import { type YAxis, yEncoding, yPosition } from './y-axis.js';

/** A mean of a series with its interval: what the layers of `intervals` draw. */
export interface Mean {
  /** The series' name. */
  readonly series: string;
  /** In the unit of the horizontal axis. */
  readonly x: number;
  readonly mean: number;
  /** The ends of the interval; null where there is none, as for a single seed. */
  readonly low: number | null;
  readonly high: number | null;
  /** Whether it has a dot; defaults to true. */
  readonly marked?: boolean;
}

/** How means and their intervals look. */
export interface IntervalLook {
  readonly bar: { readonly width: number; readonly opacity: number };
  readonly dot: { readonly area: number };
  /** Width of the line that joins a series' means, in pixels; null where they are not joined. */
  readonly line: number | null;
}

/** Bars from `low` to `high`, lines that join means, and dots, of rows that are `Mean`s. */
export function intervals(series: readonly Series[], y: YAxis, look: IntervalLook): Layers {
  const { bar, dot, line } = look;
  const color = seriesColour(series);
  const mean = { x: xPosition, y: yEncoding('mean', y), color } as const;
  const joined: Layers =
    line === null
      ? []
      : [
          {
            mark: { type: 'line', strokeWidth: line },
            encoding: { ...mean, ...seriesDash(series) },
          },
        ];
  return [
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: bar.width, opacity: bar.opacity },
      encoding: { x: xPosition, y: yPosition('low', y), y2: { field: 'high' }, color },
    },
    ...joined,
    {
      transform: [{ filter: 'datum.marked !== false' }],
      mark: { type: 'point', filled: true, size: dot.area, opacity: 1 },
      encoding: { ...mean, shape: seriesShape(series) },
    },
  ];
}
