import type { GridPanel } from './grid.js';
import type { SweepAxis } from './sweep-axis.js';

/** The sides in the order of their legend. */
export const upperAndLower = ['upper', 'lower'] as const;

/** One of two lines: its name in the legend, and its colour. */
export interface Side {
  readonly name: string;
  readonly colour: string;
}

/** Two lines that are compared. */
export type TwoSides = Readonly<Record<'upper' | 'lower', Side>>;

/** A number that belongs to one of two lines. */
export interface SidedMark {
  readonly at: number | string;
  readonly side: 'upper' | 'lower';
  readonly mean: number;
}

/** A mean with its interval, on one of two lines. */
export interface SidedPoint extends SidedMark {
  readonly low: number | null;
  readonly high: number | null;
}

/** What a plot of two lines depends on beside its points. */
export interface TwoSidedSettings {
  readonly sides: TwoSides;
  readonly axis: SweepAxis;
  /** Of the plot, in pixels. */
  readonly width: number;
  /** Under the horizontal axis. */
  readonly axisTitle: string;
  /** Beside the vertical axis; null for none. */
  readonly title: string | null;
  /** Numbers of others, as small hollow points; defaults to none. */
  readonly marks?: readonly SidedMark[];
}

const letterWidth = 6.7; // of the 12 px font, in pixels
const dodge = 2; // pixels from the middle to the bars of either side

/** Six digits that count: inner products may be of any size, so that decimals would not do. */
export function significant(value: number): number {
  return Number(value.toPrecision(6));
}

/** A plot of two lines with intervals, on the scale of all points of its row, under a legend. */
export function twoSidedPlot(
  points: readonly SidedPoint[],
  ofRow: readonly SidedPoint[],
  { sides: both, axis, width, axisTitle, title, marks = [] }: TwoSidedSettings,
): GridPanel['plot'] {
  const place = { field: 'place', type: 'quantitative' } as const;
  const color = {
    field: 'side',
    type: 'nominal',
    scale: { domain: [...upperAndLower], range: upperAndLower.map((side) => both[side].colour) },
    legend: null,
  } as const;
  const unit = (axis.domain[1] - axis.domain[0]) / width;
  const placed = <Mark extends SidedMark>(one: Mark) => ({
    ...one,
    place: (axis.places.get(one.at) ?? 0) + (one.side === 'upper' ? -dodge : dodge) * unit,
  });
  const values = points.map(placed);
  const numbers = [
    ...ofRow.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]),
    ...marks.map(({ mean }) => mean),
  ];
  const scale = { domain: spanOf(numbers), nice: false, zero: false } as const;
  return {
    data: { values },
    encoding: {
      x: {
        ...place,
        title: axisTitle,
        scale: { domain: [...axis.domain], nice: false, zero: false },
        axis: {
          grid: false,
          labelLimit: 0,
          titleLimit: 0,
          values: [...axis.places.values()],
          labelExpr: `(${JSON.stringify(axis.labels)})[datum.value]`,
        },
      },
    },
    layer: [
      ...legendLine(upperAndLower.map((side) => both[side])),
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
        encoding: {
          x: place,
          y: { field: 'low', type: 'quantitative', scale },
          y2: { field: 'high' },
          color,
        },
      },
      {
        mark: axis.continuous
          ? { type: 'line', strokeWidth: 1.4, point: { filled: true, size: 28 } }
          : { type: 'point', filled: true, size: 40, opacity: 1 },
        encoding: {
          x: place,
          y: {
            field: 'mean',
            type: 'quantitative',
            title,
            scale,
            axis: { format: tickFormat(scale.domain), tickCount: 5, titleX: -48 },
          },
          color,
        },
      },
      ...(marks.length === 0
        ? []
        : [
            {
              data: { values: marks.map(placed) },
              mark: { type: 'point', filled: false, size: 26, strokeWidth: 1.2, opacity: 1 },
              encoding: { x: place, y: { field: 'mean', type: 'quantitative', scale }, color },
            } as const,
          ]),
    ],
  };
}

/** What either colour is, in a line over the plot. */
function legendLine(entries: readonly Side[]): GridPanel['plot']['layer'] {
  let x = 5;
  return entries.flatMap(({ name, colour }) => {
    const at = { x: { value: x }, y: { value: -13 } };
    x += 26 + letterWidth * Array.from(name.normalize('NFC')).length;
    return [
      {
        data: { values: [{}] },
        mark: { type: 'point', filled: true, opacity: 1, size: 60, color: colour },
        encoding: at,
      },
      {
        data: { values: [{ text: name }] },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8 },
        encoding: { ...at, text: { field: 'text' } },
      },
    ] as const;
  });
}

/** As many decimals as about five ticks need; powers of ten where that would be too wide. */
function tickFormat([low, high]: readonly [low: number, high: number]): string {
  const decimals = Math.max(0, -Math.floor(Math.log10((high - low) / 5)));
  const isWide = decimals > 4 || Math.max(Math.abs(low), Math.abs(high)) >= 1e6;
  return isWide ? '.1e' : `.${decimals}f`;
}

/** The span of the numbers with a margin at either end. */
function spanOf(numbers: readonly number[]): [low: number, high: number] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const margin = high > low ? 0.08 * (high - low) : 0.1 * (Math.abs(high) || 1);
  return [significant(low - margin), significant(high + margin)];
}
