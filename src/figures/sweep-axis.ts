import { significant } from './figure.js';
import { nameLines, textWidth } from './marks/text-width.js';
import { axisLabel, perPixel, type XAxis } from './marks/x-axis.js';

/** A horizontal axis of the values along which the experiments of a list differ. */
export interface SweepAxis extends XAxis {
  /** Where each value stands, in the unit of the axis. */
  readonly positions: ReadonlyMap<number | string, number>;
  /** Least distance of two positions, in pixels. */
  readonly spacing: number;
  /** Whether the values are numbers, so that lines between them mean something. */
  readonly continuous: boolean;
}

const between = 5; // pixels between two labels of numbers
const decade = 20; // from this ratio of the largest number to the least the axis is logarithmic

/** What an axis depends on beside its values. */
interface SweepAxisOptions {
  /** Of the plot, in pixels. */
  readonly width: number;
  /** Whether numbers may lie by their logarithm; defaults to true. */
  readonly logarithms?: boolean;
}

/**
 * The axis of values: numbers in proportion, or by their logarithm where they span more than a
 * decade; anything else at equal distances, in the given order. Of numbers too close to each other
 * the later one has a tick without a label. Names stand upright where one of them has a part that is
 * too long to lie beside its neighbours.
 *
 * Throws an Error for a value that occurs twice and for none.
 */
export function sweepAxis(
  values: readonly (number | string)[],
  { width, logarithms = true }: SweepAxisOptions,
): SweepAxis {
  if (values.length === 0) throw new Error('a sweep needs values, got none');
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`two experiments of the sweep stand at ${twice}`);
  const numbers = values.filter((value) => typeof value === 'number');
  const continuous = numbers.length === values.length && values.length > 1;
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = logarithms && continuous && least > 0 && most / least >= decade;
  const stands = values.map((value, index): [number | string, number] => {
    if (!continuous || typeof value !== 'number') return [value, index];
    return [value, significant(logarithmic ? Math.log2(value) : value)];
  });
  const sorted = stands.map(([, position]) => position).sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const margin = continuous ? 0.06 * (last - first) : 0.5;
  const domain = [significant(first - margin), significant(last + margin)] as const;
  const unit = perPixel({ domain, width });
  const gaps = sorted.slice(1).map((position, index) => position - (sorted[index] ?? 0));
  const spacing = Math.min(...gaps, domain[1] - domain[0]) / unit;
  const shown = continuous ? numberLabels(stands, unit) : nameLabels(stands, spacing);
  return { positions: new Map(stands), domain, width, spacing, continuous, ...shown };
}

type Labels = Pick<XAxis, 'labels' | 'upright'>;
type Stands = readonly (readonly [value: number | string, position: number])[];

function numberLabels(stands: Stands, unit: number): Labels {
  let end = Number.NEGATIVE_INFINITY;
  const labels = [...stands]
    .sort(([, a], [, b]) => a - b)
    .map(([value, position]): [number, string[]] => {
      const label = shortNumber(Number(value));
      const half = textWidth(label, axisLabel) / 2;
      if (position / unit - half < end) return [position, ['']];
      end = position / unit + half + between;
      return [position, [label]];
    });
  return { labels: new Map(labels), upright: false };
}

/** Names broken between words and after hyphens, or upright. */
function nameLabels(stands: Stands, spacing: number): Labels {
  const room = spacing - 6;
  const broken = stands.map(([name, position]): [number, string[]] => {
    return [position, nameLines(String(name), room, axisLabel)];
  });
  const lines = broken.flatMap(([, label]) => label);
  const upright = lines.some((line) => textWidth(line, axisLabel) > room);
  const whole = stands.map(([name, position]): [number, string[]] => [position, [String(name)]]);
  return { labels: new Map(upright ? whole : broken), upright };
}

/** `16k` for 16384, `2.8B` for 2.8e9; small numbers as they are. */
function shortNumber(value: number): string {
  if (value >= 1024 && Number.isInteger(Math.log2(value))) return `${value / 1024}k`;
  if (value >= 1e9) return `${Number((value / 1e9).toPrecision(3))}B`;
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(value);
}
