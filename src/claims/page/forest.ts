import { type Figure, figureConfig, ruleColours, significant } from '../../figures/figure.js';
import { panelsSpec } from '../../figures/marks/panels.js';
import type { Layers, Plot } from '../../figures/marks/plot.js';
import { verticalRules } from '../../figures/marks/rule.js';
import { type Series, seriesColour, seriesShape } from '../../figures/marks/series.js';
import { textLines, textWidth } from '../../figures/marks/text-width.js';

/** A mean with its interval in a row, and the values that it is the mean of. */
export interface ForestMark {
  /** The series' name. */
  readonly series: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** A small dot each; default: none. */
  readonly values?: readonly { readonly seed: number; readonly value: number }[];
}

/** Marks below each other under one name. */
export interface ForestRow {
  readonly label: string;
  readonly marks: readonly ForestMark[];
  /** How far from zero an effect begins to matter, drawn as short dashed lines; null: not drawn. */
  readonly smallest: number | null;
  /** Whether a line is drawn over it, as where another claim begins. */
  readonly begins?: boolean;
}

/** What a forest plot shows. */
export interface ForestOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly caption: string;
  /** Of the horizontal axis. */
  readonly unit: string;
  /** Whether large values are drawn together: linear to 1, then by powers; default: false. */
  readonly isCompressed?: boolean;
  readonly series: readonly Series[];
  readonly notes: readonly string[];
}

const label = { size: 12 } as const;
const markHeight = 15; // pixels from one mark of a row to the next
const lineHeight = 14;
const narrow = 560; // in figures up to this width labels stand over their marks
const compressedTicks = [-100, -30, -10, -3, -1, 0, 1, 3, 10, 30, 100];

/** Where a row lies, in pixels from the top of the plot. */
interface LaidRow extends ForestRow {
  readonly lines: readonly string[];
  readonly top: number;
  readonly bottom: number;
  readonly labelTop: number;
  readonly marksTop: number;
}

/** Rows below each other with their labels in lines of at most `room` pixels. */
function laidOut(rows: readonly ForestRow[], room: number, isAbove: boolean): LaidRow[] {
  let top = 4;
  return rows.map((row): LaidRow => {
    const lines = textLines(row.label, room, label);
    const text = lineHeight * lines.length;
    const marks = markHeight * row.marks.length;
    const height = 9 + (isAbove ? text + 3 + marks : Math.max(text, marks));
    const laid = { ...row, lines, top, bottom: top + height, labelTop: top + 4 };
    const marksTop = isAbove ? top + 4 + text + 3 : top + 4 + Math.max(0, (text - marks) / 2);
    top += height;
    return { ...laid, marksTop };
  });
}

/** The ends of the axis: all numbers, zero and what would matter. */
function domainOf(rows: readonly ForestRow[], isCompressed: boolean): [number, number] {
  const numbers = rows.flatMap(({ marks, smallest }) => [
    ...(smallest === null ? [] : [-smallest, smallest]),
    ...marks.flatMap(({ mean, low, high, values = [] }) => [
      ...[mean, low ?? mean, high ?? mean],
      ...values.map(({ value }) => value),
    ]),
  ]);
  const [least, most] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  if (isCompressed) return [1.25 * least - 0.5, 1.25 * most + 0.5];
  const margin = 0.05 * (most - least || 1);
  return [least - margin, most + margin];
}

const pixels = <Field extends string>(field: Field) =>
  ({ field, type: 'quantitative', scale: null, axis: null }) as const;

/**
 * Rows of means with their intervals beside a line at zero, a mark a series and below each other; in
 * a narrow figure labels stand over their rows.
 */
export function forestFigure(rows: readonly ForestRow[], options: ForestOptions): Figure {
  const { title, subtitle, caption, unit, isCompressed = false, series, notes } = options;
  const data = rows.flatMap((row) =>
    row.marks.flatMap(({ values = [], ...mark }) => [
      { row: row.label, kind: 'mean', seed: null, ...mark },
      ...values.map(({ seed, value }) => {
        return {
          row: row.label,
          kind: 'seed',
          series: mark.series,
          seed,
          mean: value,
          low: null,
          high: null,
        };
      }),
    ]),
  );
  const shown = series.filter(({ name }) => data.some((one) => one.series === name));
  const domain = domainOf(rows, isCompressed).map(significant);
  const spec = (width: number) => {
    const isAbove = width < narrow;
    const left = isAbove ? 12 : Math.round(Math.min(300, 0.36 * width));
    const plotWidth = width - left - 16;
    const laid = laidOut(rows, isAbove ? plotWidth : left - 24, isAbove);
    const height = Math.ceil((laid.at(-1)?.bottom ?? 0) + 4);
    const plot = forestPlot(laid, {
      domain,
      isCompressed,
      unit,
      series: shown,
      isAbove,
      left,
      plotWidth,
    });
    return panelsSpec({
      ...{ title, subtitle, changes: [], columns: 1, left, right: 16, width, height, below: 58 },
      notes,
      panels: [{ title: [], legend: shown.length > 1 ? shown : [], plot }],
    });
  };
  return {
    title,
    caption,
    columns: ['row', 'series', 'kind', 'seed', 'mean', 'low', 'high'],
    rows: data,
    interval: 't',
    spec,
  };
}

interface PlotOptions {
  readonly domain: readonly number[];
  readonly isCompressed: boolean;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly isAbove: boolean;
  readonly left: number;
  readonly plotWidth: number;
}

function forestPlot(rows: readonly LaidRow[], options: PlotOptions): Plot {
  const { domain, isCompressed, unit, series, isAbove, left, plotWidth } = options;
  const marks = rows.flatMap((row) =>
    row.marks.map((mark, index) => {
      return { ...mark, y: row.marksTop + markHeight * (index + 0.5) };
    }),
  );
  const dots = marks.flatMap(({ series: name, y, values = [] }) =>
    values.map(({ value }) => ({ series: name, x: value, y: y + 4 })),
  );
  const means = marks.map(({ series: name, mean, low, high, y }) => {
    return { series: name, x: mean, low, high, y };
  });
  const [low = 0, high = 1] = domain;
  const ticks = compressedTicks.filter((tick) => tick >= low && tick <= high);
  const ends: number[] = [low, high];
  const scale = isCompressed
    ? { type: 'symlog' as const, constant: 1, domain: ends, nice: false, zero: false }
    : { domain: ends, nice: false, zero: false };
  const x = { field: 'x', type: 'quantitative', scale } as const;
  const unitLines = textLines(unit, plotWidth, { size: 12 });
  const axis = {
    grid: true,
    ...(isCompressed ? { values: ticks } : { tickCount: Math.max(2, Math.floor(plotWidth / 75)) }),
    labelOverlap: 'greedy',
    titleLimit: 0,
  } as const;
  const color = seriesColour(series);
  return {
    data: { values: means },
    encoding: { x: { ...x, title: unitLines, axis } },
    layer: [
      ...ruledRows(rows, plotWidth, isAbove ? 0 : left - 8),
      ...verticalRules([0], { colour: ruleColours.strong }),
      ...smallestRules(rows, x),
      {
        data: { values: dots },
        mark: { type: 'point', filled: true, size: 16, opacity: 0.45 },
        encoding: { x, y: pixels('y'), color },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: pixels('y'), color },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x, y: pixels('y'), color, shape: seriesShape(series) },
      },
      ...rowLabels(rows, { isAbove, left }),
    ],
  };
}

/** Thin lines over rows where something new begins. */
function ruledRows(rows: readonly LaidRow[], width: number, beyond: number): Layers {
  const values = rows.flatMap(({ begins, top }, index) =>
    begins === true && index > 0 ? [{ y: top, from: -beyond, to: width }] : [],
  );
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: ruleColours.weak, strokeWidth: 0.7 },
      encoding: { x: pixels('from'), x2: { field: 'to' }, y: pixels('y') },
    },
  ];
}

/** Short dashed lines in every row where an effect begins to matter. */
function smallestRules(
  rows: readonly LaidRow[],
  x: { readonly field: 'x'; readonly type: 'quantitative' },
): Layers {
  const values = rows.flatMap(({ smallest, marksTop, marks }) =>
    smallest === null
      ? []
      : [-smallest, smallest].map((at) => {
          return { x: at, y: marksTop, y2: marksTop + markHeight * marks.length };
        }),
  );
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: ruleColours.strong, strokeWidth: 1, strokeDash: [2, 2] },
      encoding: { x, y: pixels('y'), y2: { field: 'y2' } },
    },
  ];
}

function rowLabels(
  rows: readonly LaidRow[],
  { isAbove, left }: { readonly isAbove: boolean; readonly left: number },
): Layers {
  const values = rows.flatMap(({ lines, labelTop, marksTop, marks, bottom }) => {
    const middle = (marksTop + marksTop + markHeight * marks.length) / 2;
    const first = isAbove ? labelTop : Math.min(middle - (lineHeight * lines.length) / 2, bottom);
    return lines.map((text, index) => {
      const x = isAbove ? 0 : -10 - Math.min(left - 18, textWidth(text, label));
      return { text, x, right: -10, y: first + lineHeight * (index + 0.5) };
    });
  });
  return [
    {
      data: { values },
      mark: {
        type: 'text',
        align: isAbove ? 'left' : 'right',
        baseline: 'middle',
        fontSize: label.size,
        font: figureConfig.font,
      },
      encoding: { x: pixels(isAbove ? 'x' : 'right'), y: pixels('y'), text: { field: 'text' } },
    },
  ];
}
