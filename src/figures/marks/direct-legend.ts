import type { Layers } from './plot.js';
import type { Series } from './series.js';
import { textLines, textWidth } from './text-width.js';

/** A series as a legend names it. */
export type LegendEntry = Pick<Series, 'label' | 'colour' | 'dash'>;

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
    const wide = mark + beforeText + textWidth(entry.label, { size });
    if (x > 0 && x + wide > width) [x, y] = [0, y + rowHeight];
    const at = { x: x + mark / 2, y: y + 8, textX: x + mark + beforeText };
    x += wide + between;
    return { ...entry, lines: [entry.label], ...at };
  });
  return { entries: laid, height: entries.length === 0 ? 0 : y + rowHeight, size };
}

/** Entries under each other, with labels in lines of at most `width` pixels with their dots. */
export function legendColumn(entries: readonly LegendEntry[], width: number): Legend {
  const [size, rowHeight, lineHeight] = [11, 19, 13];
  const mark = Math.max(0, ...entries.map(markWidth));
  let y = 0;
  const laid = entries.map((entry): LaidEntry => {
    const lines = textLines(entry.label, width - mark - beforeText, { size });
    const at = { x: mark / 2, y: y + 5, textX: mark + beforeText };
    y += rowHeight + lineHeight * (lines.length - 1);
    return { ...entry, lines, ...at };
  });
  return { entries: laid, height: y, size };
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
      ...{ left: x + entry.x - dashLength / 2, right: x + entry.x + dashLength / 2 },
      textX: x + entry.textX,
    };
  });
  const at = <Field extends string>(field: Field) => {
    return { field, type: 'quantitative', scale: null, axis: null } as const;
  };
  const color = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;
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
      encoding: { x: at('x'), y: at('y'), color },
    },
    {
      data: { values },
      mark: { type: 'text', align: 'left', baseline: 'middle', lineBreak: '\n', fontSize: size },
      encoding: { x: at('textX'), y: at('y'), text: { field: 'text' } },
    },
  ];
}
