import { ruleColours } from '../figure.js';
import type { Layers } from './plot.js';
import type { Series } from './series.js';
import { textLines, textWidth } from './text-width.js';

/** A series as a legend names it. */
export type LegendEntry = Pick<Series, 'label' | 'colour' | 'dash' | 'mark'> & {
  /** Where in the plot beside it its curve ends, in pixels from the top; nowhere by default. */
  readonly end?: number;
};

/** An entry with its positions, in pixels from the upper left of the legend. */
interface LaidEntry extends LegendEntry {
  readonly lines: readonly string[];
  /** Of the dot's middle. */
  readonly x: number;
  readonly y: number;
  /** Of the left end of the text. */
  readonly textX: number;
}

/** The entries of a legend with their positions. */
export interface Legend {
  readonly entries: readonly LaidEntry[];
  /** Pixels that it takes. */
  readonly height: number;
  /** Of the font, in pixels. */
  readonly size: number;
}

const dashLength = 26;
const beforeText = 4;

/** What stands left of the text: a dot, or a piece of a dashed line with the dot in its middle. */
const markWidth = ({ dash }: LegendEntry) => (dash.length === 0 ? 10 : dashLength);

/** Entries in rows of at most `width` pixels, one after the other. */
export function legendRows(entries: readonly LegendEntry[], width: number): Legend {
  const [size, rowHeight, between] = [12, 15, 18];
  const mark = Math.max(0, ...entries.map(markWidth));
  let [x, y] = [0, 0];
  const laid = entries.map((entry): LaidEntry => {
    const lines = textLines(entry.label, width - mark - beforeText, { size });
    const text = Math.max(...lines.map((line) => textWidth(line, { size })));
    const wide = mark + beforeText + text;
    if (x > 0 && x + wide > width) [x, y] = [0, y + rowHeight];
    const at = { x: x + mark / 2, y: y + 8, textX: x + mark + beforeText };
    x += wide + between;
    y += rowHeight * (lines.length - 1);
    return { ...entry, lines, ...at };
  });
  return { entries: laid, height: entries.length === 0 ? 0 : y + rowHeight, size };
}

/**
 * Entries under each other, with labels in lines of at most `width` pixels with their dots. Where all
 * of them say where their curves end, each stands as near to that as the others and a column of
 * `height` pixels allow.
 */
export function legendColumn(
  entries: readonly LegendEntry[],
  width: number,
  height = Number.POSITIVE_INFINITY,
): Legend {
  const [size, rowHeight, lineHeight] = [11, 19, 13];
  const mark = Math.max(0, ...entries.map(markWidth));
  const ends = entries.flatMap(({ end }) => end ?? []);
  const atEnds = ends.length === entries.length;
  const ordered = atEnds ? [...entries].sort((a, b) => (a.end ?? 0) - (b.end ?? 0)) : entries;
  const texts = ordered.map((entry) => {
    const lines = textLines(entry.label, width - mark - beforeText, { size });
    return { entry, lines, high: rowHeight + lineHeight * (lines.length - 1) };
  });
  const wanted = texts.map(({ entry }) => (atEnds ? (entry.end ?? 0) - 5 : 0));
  const tops = spread(
    wanted,
    texts.map(({ high }) => high),
    height,
  );
  const laid = texts.map(({ entry, lines }, index): LaidEntry => {
    return { ...entry, lines, x: mark / 2, y: (tops[index] ?? 0) + 5, textX: mark + beforeText };
  });
  const foot = Math.max(0, ...texts.map(({ high }, index) => (tops[index] ?? 0) + high));
  return { entries: laid, height: foot, size };
}

/**
 * Where things of given heights stand that want to be at given places, from the top and in this order: none over
 * another, from 0 to `limit` as long as all of them fit.
 */
function spread(wanted: readonly number[], heights: readonly number[], limit: number): number[] {
  let foot = 0;
  const pushed = wanted.map((place, index) => {
    const top = Math.max(place, foot);
    foot = top + (heights[index] ?? 0);
    return top;
  });
  let ceiling = Math.max(
    limit,
    heights.reduce((sum, height) => sum + height, 0),
  );
  return pushed
    .reverse()
    .map((top, back) => {
      const index = heights.length - 1 - back;
      ceiling = Math.min(top, ceiling - (heights[index] ?? 0));
      return ceiling;
    })
    .reverse();
}

/** Thin lines from the ends of curves, where all labels stand beside theirs, at `x`, to the labels beside them, at `x2`. */
export function leaders({ entries }: Legend, x: number, x2: number): Layers {
  const values = entries.flatMap(({ end, y }) =>
    end === undefined ? [] : [{ x, x2, y: end, y2: y }],
  );
  if (values.length < entries.length || values.length === 0) return [];
  const at = <Field extends string>(field: Field) => {
    return { field, type: 'quantitative', scale: null, axis: null } as const;
  };
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 0.7, color: ruleColours.weak },
      encoding: { x: at('x'), x2: { field: 'x2' }, y: at('y'), y2: { field: 'y2' } },
    },
  ];
}

/**
 * A legend whose upper left corner is at `x`, `y` pixels from that of the plot: layers like those of
 * any other mark, so that it is laid out without fonts.
 */
export function directLegend({ entries, size }: Legend, x: number, y: number): Layers {
  if (entries.length === 0) return [];
  const values = entries.map((entry) => {
    return {
      ...{ x: x + entry.x, y: y + entry.y, colour: entry.colour, text: entry.lines.join('\n') },
      mark: entry.mark,
      ...{ left: x + entry.x - dashLength / 2, right: x + entry.x + dashLength / 2 },
      textX: x + entry.textX,
    };
  });
  const at = <Field extends string>(field: Field) => {
    return { field, type: 'quantitative', scale: null, axis: null } as const;
  };
  const color = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;
  const shape = { field: 'mark', type: 'nominal', scale: null, legend: null } as const;
  const dashed = entries.flatMap(({ dash }, index): Layers => {
    if (dash.length === 0) return [];
    return [
      {
        data: { values: values.slice(index, index + 1) },
        mark: { type: 'rule', strokeWidth: 1.5, strokeDash: [...dash] },
        encoding: { x: at('left'), x2: { field: 'right' }, y: at('y'), color },
      },
    ];
  });
  return [
    ...dashed,
    {
      data: { values },
      mark: { type: 'point', filled: true, opacity: 1, size: 64 },
      encoding: { x: at('x'), y: at('y'), color, shape },
    },
    {
      data: { values },
      mark: { type: 'text', align: 'left', baseline: 'middle', lineBreak: '\n', fontSize: size },
      encoding: { x: at('textX'), y: at('y'), text: { field: 'text' } },
    },
  ];
}
