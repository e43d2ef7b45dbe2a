import type { TopLevelSpec } from 'vega-lite';
import {
  changeLines,
  figureConfig,
  figureWidth,
  noteHeight,
  textLayer,
  titleHeight,
  titleLayers,
  vegaLiteSchema,
} from './figure.js';

type Concat = Extract<TopLevelSpec, { concat: unknown }>;
type LayeredPlot = Extract<Concat['concat'][number], { layer: unknown }>;

/** One plot of a grid, with its axes, without the texts around it. */
export interface GridPanel {
  /** What stands over its left end, a line each. */
  readonly title: readonly string[];
  readonly plot: Pick<LayeredPlot, 'data' | 'transform' | 'encoding' | 'layer' | 'resolve'>;
}

/** Plots in rows and columns, all of one size, and the texts around them. */
export interface PanelGrid {
  readonly title: string;
  /** The experiments and their seeds, under the title; broken by whoever writes them. */
  readonly subtitle: readonly string[];
  /** Settings that differ from the experiment's own. */
  readonly changes: readonly string[];
  /** Under the last row, a line each. */
  readonly notes: readonly string[];
  readonly columns: number;
  /** Row by row. */
  readonly panels: readonly GridPanel[];
  /** Of a plot, in pixels. */
  readonly height: number;
  /** Pixels to the left of every plot, for its axis. */
  readonly left: number;
  /** Pixels under every plot, for its axis. */
  readonly below: number;
  /** Pixels between the titles of the first row and those over the figure, for a legend. */
  readonly legend: number;
}

const right = 14;
const edge = 8; // where texts begin, in pixels from the left
const titleLine = 15;
const rowGap = 12;

/** Width of every plot of a grid, in pixels. */
export function gridPanelWidth({ columns, left }: Pick<PanelGrid, 'columns' | 'left'>): number {
  return Math.floor(figureWidth / columns - left - right);
}

/** Pixels that the titles of panels take over each plot. */
function titlesHeight(panels: readonly GridPanel[]): number {
  return 8 + titleLine * Math.max(...panels.map(({ title }) => title.length));
}

/** Where a legend over the first plot begins, in pixels from its upper left corner. */
export function gridLegendY({ panels, legend }: Pick<PanelGrid, 'panels' | 'legend'>): number {
  return -titlesHeight(panels) - legend;
}

/** The specification of plots in rows and columns; nothing is laid out by measuring text. */
export function gridSpec(grid: PanelGrid): TopLevelSpec {
  const { panels, columns, height, left, below, notes } = grid;
  const under = [...grid.subtitle, ...changeLines(grid.changes)];
  const titles = titlesHeight(panels);
  const rows = Math.ceil(panels.length / columns);
  const width = gridPanelWidth(grid);
  const between = below + titles + rowGap;
  const bottom = height * rows + between * (rows - 1) + below + 18 + noteHeight * notes.length;
  const head = titles + grid.legend;
  const around = (index: number): LayeredPlot['layer'] => {
    if (index === 0) return titleLayers(grid.title, under, [edge - left, -head - 6]);
    return [];
  };
  const foot = (index: number): LayeredPlot['layer'] => {
    const isLast = index === columns * (rows - 1);
    if (!isLast) return [];
    return [textLayer({ lines: notes, x: edge - left, y: height + below + 14 })];
  };
  return {
    $schema: vegaLiteSchema,
    autosize: 'none',
    padding: {
      left,
      top: head + 6 + titleHeight(under),
      // Vega counts the width of a single column and nothing else of a grid.
      right: figureWidth - left - (columns === 1 ? width : 0),
      bottom,
    },
    config: figureConfig,
    bounds: 'flush',
    columns,
    spacing: { row: between, column: left + right },
    resolve: {
      scale: { color: 'independent', x: 'independent', y: 'independent' },
      legend: { color: 'independent' },
    },
    concat: panels.map(({ title, plot }, index) => ({
      ...plot,
      width,
      height,
      layer: [
        ...around(index),
        ...foot(index),
        textLayer({ lines: title, x: 0, y: -6 - titleLine * (title.length - 1), size: 12 }),
        ...plot.layer,
      ],
    })),
  };
}
