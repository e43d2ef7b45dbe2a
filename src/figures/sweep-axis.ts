import { wrapped } from '../terminal/wrapped.js';
import { plotted } from './figure.js';
import { panelWidth } from './panels.js';

/** Where the experiments of a list stand on a horizontal axis, and what is written there. */
export interface SweepAxis {
  /** By value, in the unit of `domain`. */
  readonly places: ReadonlyMap<number | string, number>;
  readonly domain: readonly [number, number];
  /** Lines of text by place; of numbers too close to each other the later one has none. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Most lines of a label. */
  readonly lines: number;
  /** Least distance of two places, in pixels. */
  readonly spacing: number;
  /** Whether the values are numbers, so that lines between them mean something. */
  readonly continuous: boolean;
}

const letterWidth = 6.8; // of the 12 px font, in pixels
const decade = 20; // from this ratio of the largest number to the least the axis is logarithmic

/** What an axis depends on beside its values. */
interface SweepAxisOptions {
  /** Of the plot, in pixels; defaults to that of stacked plots. */
  readonly width?: number;
  /** Whether numbers may lie by their logarithm; defaults to true. */
  readonly logarithms?: boolean;
}

/**
 * The axis of values: numbers in proportion, or by their logarithm where they span more than a
 * decade; anything else at equal distances, in the given order. Throws an Error for a value that
 * occurs twice and for none.
 */
export function sweepAxis(
  values: readonly (number | string)[],
  { width = panelWidth, logarithms = true }: SweepAxisOptions = {},
): SweepAxis {
  if (values.length === 0) throw new Error('a sweep needs values, got none');
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`two experiments of the sweep stand at ${twice}`);
  const numbers = values.filter((value) => typeof value === 'number');
  const continuous = numbers.length === values.length && values.length > 1;
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = logarithms && continuous && least > 0 && most / least >= decade;
  const placed = values.map((value, index): [number | string, number] => {
    if (!continuous || typeof value !== 'number') return [value, index];
    return [value, plotted(logarithmic ? Math.log2(value) : value)];
  });
  const sorted = placed.map(([, place]) => place).sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const margin = continuous ? 0.06 * (last - first) : 0.5;
  const domain = [plotted(first - margin), plotted(last + margin)] as const;
  const pixels = width / (domain[1] - domain[0]);
  const gaps = sorted.slice(1).map((place, index) => place - (sorted[index] ?? 0));
  const spacing = pixels * Math.min(...gaps, domain[1] - domain[0]);
  const labels = continuous ? numberLabels(placed, pixels) : nameLabels(placed, spacing);
  const lines = Math.max(...Object.values(labels).map((label) => label.length));
  return { places: new Map(placed), domain, labels, lines, spacing, continuous };
}

type Placed = readonly (readonly [value: number | string, place: number])[];

function numberLabels(placed: Placed, pixels: number): Record<string, string[]> {
  let end = Number.NEGATIVE_INFINITY;
  const labels = [...placed]
    .sort(([, a], [, b]) => a - b)
    .map(([value, place]): [string, string[]] => {
      const label = shortNumber(Number(value));
      const half = (label.length * letterWidth) / 2;
      if (place * pixels - half < end) return [`${place}`, ['']];
      end = place * pixels + half + 4;
      return [`${place}`, [label]];
    });
  return Object.fromEntries(labels);
}

/** Names broken between words and after hyphens. */
function nameLabels(placed: Placed, spacing: number): Record<string, string[]> {
  const entries = placed.map(([value, place]) => {
    const text = String(value).replaceAll('-', '- ');
    const lines = wrapped(text, spacing / letterWidth - 1);
    return [place, lines.map((line) => line.replaceAll('- ', '-'))];
  });
  return Object.fromEntries(entries);
}

/** `16k` for 16384, `2.8B` for 2.8e9; small numbers as they are. */
function shortNumber(value: number): string {
  if (value >= 1024 && Number.isInteger(Math.log2(value))) return `${value / 1024}k`;
  if (value >= 1e9) return `${Number((value / 1e9).toPrecision(3))}B`;
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(value);
}
