import { plotted } from '../figure.js';

/** A vertical axis. */
export interface YAxis {
  /** Null for none. */
  readonly title: string | null;
  /** Its ends. */
  readonly domain: readonly [low: number, high: number];
  /** How d3 writes the numbers at the ticks. */
  readonly format: string;
  /** About how many ticks there are. */
  readonly ticks: number;
  /** Pixels from the left edge of the figure, or of the plot before, to the axis. */
  readonly left: number;
}

const endDigits = 9; // three more than plotted numbers have, so that none lies on an end

type Values = readonly (number | null)[];

const numbersOf = (values: Values): number[] => values.filter((value) => value !== null);

const spanOf = (values: Values): [least: number, most: number] => {
  const numbers = numbersOf(values);
  return [Math.min(...numbers), Math.max(...numbers)];
};

/** Decimals for an axis of scores, so that neighbouring ticks never read the same. */
export function scoreFormat(values: Values): '.2f' | '.3f' {
  const [least, most] = spanOf(values);
  return most - least < 0.08 ? '.3f' : '.2f';
}

/**
 * An axis of scores: round ends around the values, and a span of 0.1 where all of them are equal. It
 * ends at 0, which no score is under, and at `most` where scores have an upper end.
 */
export function scoreAxis(
  values: Values,
  parts: Pick<YAxis, 'title' | 'ticks' | 'left'>,
  most = Number.POSITIVE_INFINITY,
): YAxis {
  const [low, high] = spanOf(values);
  const step = roundStep((high - low) / parts.ticks);
  const ends: readonly [number, number] =
    low < high
      ? [step * Math.floor(low / step + tiny), step * Math.ceil(high / step - tiny)]
      : [low - 0.05, low + 0.05];
  // Ends at a limit keep their span, so that equal values lie within the plot.
  const shift = Math.max(0, -ends[0]) - Math.max(0, ends[1] - most);
  const domain = ends.map((end) => plotted(Math.min(most, Math.max(0, end + shift))));
  return { ...parts, domain: [domain[0] ?? 0, domain[1] ?? 1], format: scoreFormat(values) };
}

const tiny = 1e-9; // so that a value that is a tick up to rounding is its own end

/** The least of 1, 2, 5, 10 and so on, times any power of ten, from `least` up. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((digit) => digit * power >= least * (1 - tiny)) ?? 10);
}

/** Where a value stands on an axis, in pixels from the top of a plot of `height` pixels. */
export function fromTop({ domain: [low, high] }: YAxis, value: number, height: number): number {
  return plotted(height * (1 - (value - low) / (high - low)));
}

/** The span of numbers of any size, with the part `margin` of it added at either end. */
export function widened(values: Values, margin: number): [low: number, high: number] {
  const [least, most] = spanOf(values);
  const added = most > least ? margin * (most - least) : 0.1 * (Math.abs(most) || 1);
  const rounded = (end: number) => Number(end.toPrecision(endDigits));
  return [rounded(least - added), rounded(most + added)];
}

/** An axis of numbers of any size that ends a little beyond them, with about five ticks. */
export function spanAxis(values: Values, parts: Pick<YAxis, 'title' | 'left'>): YAxis {
  const domain = widened(values, 0.08);
  return { ...parts, domain, format: tickFormat(domain), ticks: 5 };
}

/** As many decimals as about five ticks need; powers of ten where that would be too wide. */
function tickFormat([low, high]: readonly [low: number, high: number]): string {
  const decimals = Math.max(0, -Math.floor(Math.log10((high - low) / 5)));
  const isWide = decimals > 4 || Math.max(Math.abs(low), Math.abs(high)) >= 1e6;
  return isWide ? '.1e' : `.${decimals}f`;
}

/** The scale of an axis. */
function scaleOf({ domain }: YAxis) {
  return { domain: [...domain], nice: false, zero: false };
}

/** The vertical position of marks by a field, with the axis. */
export function yEncoding<Field extends string>(field: Field, axis: YAxis) {
  const { title, format, ticks, left } = axis;
  return {
    field,
    type: 'quantitative',
    title,
    scale: scaleOf(axis),
    axis: { format, tickCount: ticks, titleX: 18 - left },
  } as const;
}

/** The vertical position of further marks of a plot that has the axis. */
export function yPosition<Field extends string>(field: Field, axis: YAxis) {
  return { field, type: 'quantitative', scale: scaleOf(axis) } as const;
}
