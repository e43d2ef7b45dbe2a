import type { TopLevelSpec } from 'vega-lite';
import { figureWidth as defaultWidth, figureConfig, vegaLiteSchema } from '../figure.js';
import {
  directLegend,
  type LegendEntry,
  leaders,
  legendColumn,
  legendRows,
} from './direct-legend.js';
import type { Layers, Plot } from './plot.js';
import { lineHeight, textLayer } from './text-lines.js';
import { textLines } from './text-width.js';
import { edge, noteLines, notesLayer, type Titles, titleLayers, titleLines } from './titles.js';

/** One plot of a figure and what stands over it. */
export interface Panel {
  /** Over its left end, a line each; longer lines are broken. */
  readonly title: readonly string[];
  /** In rows under the title; defaults to none. */
  readonly legend?: readonly LegendEntry[];
  readonly plot: Plot;
}

/** How plots stand side by side, in pixels. */
export interface PanelColumns {
  readonly columns: number;
  /** To the left of every plot, for its axis. */
  readonly left: number;
  /** To the right of every plot, for its last label or for a legend. */
  readonly right: number;
}

/** What the first plot draws over its titles. */
export interface Banner {
  /** In pixels. */
  readonly height: number;
  /** What is drawn, with its foot so many pixels over the plot. */
  layers(foot: number): Layers;
}

/** Plots of one size in rows and columns, and the texts around them. */
export interface Panels extends Titles, PanelColumns {
  /** Of the figure with all its texts, in pixels; defaults to `figureWidth`. */
  readonly width?: number;
  /** Of every plot, in pixels. */
  readonly height: number;
  /** Pixels under a plot, for its axis. */
  readonly below: number;
  /** Whether only the last row of plots has labels on its axes; defaults to false. */
  readonly sharedAxis?: boolean;
  /** Under the last row, a line each; longer lines are broken. */
  readonly notes: readonly string[];
  /** Row by row. */
  readonly panels: readonly Panel[];
  /** For all plots: to the right of the first, or over it where there is no room; defaults to none. */
  readonly legend?: readonly LegendEntry[];
  /** Defaults to none. */
  readonly banner?: Banner;
}

/** Plots under each other, with a legend beside the first. */
export const stack: PanelColumns = { columns: 1, left: 66, right: 234 };

/** Plots under each other in a figure of some width: a narrow one has its legend over them. */
export function stackFor(width: number): PanelColumns {
  return width < narrow ? { columns: 1, left: 60, right: 16 } : stack;
}

/** How many of as many plots stand side by side in a figure of some width, in full rows. */
export function columnsFor(plots: number, width: number): number {
  const most = Math.max(1, Math.floor(width / leastColumn));
  const fitting = Array.from({ length: Math.min(plots, most) }, (_, index) => index + 1);
  return fitting.reverse().find((count) => plots % count === 0) ?? 1;
}

const narrow = 560; // from this width on, in pixels, a legend has room beside a plot
const leastColumn = 170; // pixels that a plot with its axis takes at least

/** Height of a plot among as many under each other, in pixels. */
export function stackHeight(panels: number): number {
  return panels === 1 ? 300 : 170;
}

const titleSize = { size: 12 } as const;
const besideTitle = 14; // pixels that a title may be wider than its plot
const legendGap = 18; // pixels between a plot and the legend beside it
const underTitles = 11; // pixels between the titles of a figure and what is under them

/** Width of every plot, in pixels. */
export function panelWidth(
  { columns, left, right }: PanelColumns,
  figureWidth = defaultWidth,
): number {
  return Math.floor(figureWidth / columns - left - right);
}

/** The titles and the legend over a plot, and how many pixels they take. */
function headOf({ title, legend = [] }: Panel, columns: PanelColumns, figureWidth: number) {
  const width = panelWidth(columns, figureWidth);
  const room = width + Math.min(columns.right, besideTitle);
  const lines = title.flatMap((line) => textLines(line, room, titleSize));
  const rows = legendRows(legend, width);
  const height = (lines.length === 0 ? 0 : 3 + lineHeight * lines.length) + rows.height;
  // Titles begin at one height, legends end at one, whatever their lines.
  const layers = (head: number): Layers => [
    ...(lines.length === 0 ? [] : [textLayer({ lines, x: 0, y: 12 - head, ...titleSize })]),
    ...directLegend(rows, 0, -6 - rows.height),
  ];
  return { height, layers };
}

/** The specification of the figure; nothing is laid out by measuring text. */
export function panelsSpec(figure: Panels): TopLevelSpec {
  const { panels, columns, height, left, right, below, legend = [], banner } = figure;
  const figureWidth = figure.width ?? defaultWidth;
  const [titles, notes] = [titleLines(figure, figureWidth), noteLines(figure.notes, figureWidth)];
  const heads = panels.map((panel) => headOf(panel, figure, figureWidth));
  const head = Math.max(...heads.map((one) => one.height));
  const rows = Math.ceil(panels.length / columns);
  const width = panelWidth(figure, figureWidth);
  const between = head + (figure.sharedAxis === true ? 20 : below + 9);
  const isBeside = right > 2 * legendGap;
  const over = legendRows(isBeside ? [] : legend, figureWidth - 2 * edge);
  const underLegend = head + (banner?.height ?? 0) + (over.height === 0 ? 0 : underTitles);
  const above = underLegend + over.height + underTitles;
  const beside = legendColumn(isBeside ? legend : [], right - legendGap - edge, height);
  const around = (index: number): Layers => [
    ...(index > 0
      ? []
      : [
          ...titleLayers(titles, { left, foot: -above }),
          ...(banner?.layers(head) ?? []),
          ...directLegend(over, edge - left, -underLegend - over.height),
          ...leaders(beside, width + 1, width + legendGap - 2),
          ...directLegend(beside, width + legendGap, 0),
        ]),
    ...(index === columns * (rows - 1)
      ? [notesLayer(notes, { left, foot: height + below + 6 })]
      : []),
  ];
  return {
    $schema: vegaLiteSchema,
    autosize: 'none',
    padding: {
      left,
      top: above + titles.height,
      // Vega counts the width of a single column and nothing else of plots in rows and columns.
      right: figureWidth - left - (columns === 1 ? width : 0),
      bottom: height * rows + between * (rows - 1) + below + lineHeight * notes.length,
    },
    config: figureConfig,
    bounds: 'flush',
    columns,
    spacing: { row: between, column: left + right },
    resolve: {
      scale: {
        color: 'independent',
        shape: 'independent',
        strokeDash: 'independent',
        x: 'independent',
        y: 'independent',
      },
    },
    concat: panels.map((panel, index) => ({
      ...panel.plot,
      width,
      height,
      layer: [...around(index), ...(heads[index]?.layers(head) ?? []), ...panel.plot.layer],
    })),
  };
}
