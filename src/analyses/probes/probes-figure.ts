import { type Figure, type PlottedRow, plotted } from '../../figures/figure.js';
import {
  type GridPanel,
  gridLegendY,
  gridPanelWidth,
  gridSpec,
  type PanelGrid,
} from '../../figures/grid.js';
import { counted } from '../../text/counted.js';
import type { ProbeTask } from './options.js';
import type { ProbeCell, ProbeGridSummary } from './probe-summary.js';

/** The probes of one experiment, as `summariseProbes` gives them. */
export interface ExperimentProbes {
  /** The experiment's name, or what sets it apart in a list, over its plots. */
  readonly title: string;
  readonly grids: readonly ProbeGridSummary[];
}

/** What else a figure of probes says. */
export interface ProbesFigureOptions {
  /** The name of the experiment or of the list. */
  readonly title: string;
  /** Settings that differ from the experiments' own; defaults to none. */
  readonly changes?: readonly string[];
}

const columns = [
  'experiment',
  'stage',
  'task',
  'question',
  'layer',
  'position',
  'token',
  'mean',
  'low',
  'high',
  'seeds',
] as const;

/** The question that a task's probes answer. */
export const probeTaskTitles: Readonly<Record<ProbeTask, string>> = {
  defined: 'Was the alias defined?',
  tag: 'Which tag defined the alias?',
};

/** The paper's order: whether there was a definition above which tag it had. */
const taskOrder: readonly ProbeTask[] = ['defined', 'tag'];

/** The paper's range of colours. */
const range = [0.49, 1.01] as const;
const left = 52;
const legendHeight = 42;
const letterWidth = 6; // of the 10 px font, in pixels
const roomForNumbers = { width: 16, height: 11 } as const;

/**
 * The accuracy of linear probes by layer and token as heat maps, in the paper's colour range (Fig.
 * 7): experiments side by side, two or three in a row, for one task and stage after the other.
 * Cells have their number where it fits; the most accurate one is outlined.
 *
 * Throws an Error where nothing was probed.
 */
export function probesFigure(
  experiments: readonly ExperimentProbes[],
  { title, changes = [] }: ProbesFigureOptions,
): Figure {
  const all = experiments.flatMap(({ grids }) => grids);
  const [first] = all;
  if (first === undefined) throw new Error(`nothing to draw: no probes in ${title}`);
  const kinds = taskOrder.flatMap((task) => {
    const stages = new Set(all.filter((grid) => grid.task === task).map(({ stage }) => stage));
    return [...stages].map((stage) => ({ task, stage }));
  });
  const shown = kinds.flatMap(({ task, stage }) =>
    experiments.map(({ title: name, grids }): NamedGrid => {
      const grid = grids.find((one) => one.task === task && one.stage === stage);
      return { name, grid: grid ?? null };
    }),
  );
  const [questions, stages] = [all.map(({ question }) => question), all.map(({ stage }) => stage)];
  const layout = layoutOf(all, experiments.length);
  const legendY = gridLegendY({ panels: shown.map(titled), legend: legendHeight });
  const spec = gridSpec({
    ...layout,
    title: 'Accuracy of linear probes by layer and token',
    subtitle: [`${title}, question “${listed(questions)}”, after ${listed(stages)}`],
    changes,
    notes: [
      'mean over seeds and folds, chance is 0.50; layer 0 is the embedding;',
      'outlined: the most accurate place, which is too good by having been chosen',
    ],
    panels: shown.map((one, index): GridPanel => {
      if (one.grid === null) return titled(one);
      return { ...titled(one), plot: heatMap(one.grid, layout, index === 0 ? legendY : null) };
    }),
  });
  return { columns, rows: shown.flatMap(plottedRows), spec };
}

/** The probes of one task of one experiment; null where it has none. */
interface NamedGrid {
  readonly name: string;
  readonly grid: ProbeGridSummary | null;
}

const listed = (texts: readonly string[]): string => [...new Set(texts)].join(', ');

function titled({ name, grid }: NamedGrid): GridPanel {
  if (grid === null) return { title: ['', ''], plot: { layer: [] } };
  const size = `${counted(grid.seeds, 'seed')}, ${counted(Math.round(grid.examples), 'prompt')}`;
  return { title: [probeTaskTitles[grid.task], `${name}: ${size}`], plot: { layer: [] } };
}

function plottedRows({ name: experiment, grid }: NamedGrid): PlottedRow[] {
  if (grid === null) return [];
  const { stage, task, question, seeds } = grid;
  return grid.cells.map(({ layer, position, token, mean, ci95 }) => {
    const low = ci95 === null ? null : plotted(ci95.low);
    const high = ci95 === null ? null : plotted(ci95.high);
    const place = { experiment, stage, task, question, layer, position, token };
    return { ...place, mean: plotted(mean), low, high, seeds };
  });
}

type Layout = Pick<PanelGrid, 'columns' | 'left' | 'height' | 'below' | 'legend'>;

/** Plots that hold the largest grid, in as many columns as fill whole rows. */
function layoutOf(grids: readonly ProbeGridSummary[], experiments: number): Layout {
  const layers = Math.max(...grids.map(({ cells }) => new Set(cells.map((one) => one.layer)).size));
  const cell = Math.min(26, Math.max(7, Math.floor(260 / layers)));
  const across = [2, 3].find((count) => experiments % count === 0) ?? 1;
  const layout = { columns: across, left, height: cell * layers, legend: legendHeight };
  const letters = Math.max(...grids.map((grid) => labelLetters(grid, gridPanelWidth(layout))));
  return { ...layout, below: letters === 0 ? 22 : 12 + letterWidth * letters };
}

/** The tokens of a grid in the order of the prompt. */
function tokensOf({ cells }: ProbeGridSummary): Map<number, string> {
  return new Map(
    [...cells]
      .sort((a, b) => a.position - b.position)
      .map(({ position, token }) => [position, token]),
  );
}

/** Letters of the longest label, which then stands upright; 0 where all fit side by side. */
function labelLetters(grid: ProbeGridSummary, width: number): number {
  const tokens = [...tokensOf(grid).values()];
  const longest = Math.max(...tokens.map((token) => token.length));
  return longest * letterWidth + 4 <= width / tokens.length ? 0 : longest;
}

function heatMap(
  grid: ProbeGridSummary,
  layout: Layout,
  legendY: number | null,
): GridPanel['plot'] {
  const { cells, best } = grid;
  const tokens = tokensOf(grid);
  const layers = [...new Set(cells.map(({ layer }) => layer))].sort((a, b) => b - a);
  const width = gridPanelWidth(layout);
  const upright = labelLetters(grid, width) > 0;
  const everyLayer = layout.height / layers.length >= 11;
  const cellWidth = width / tokens.size;
  const hasNumbers =
    cellWidth >= roomForNumbers.width && layout.height / layers.length >= roomForNumbers.height;
  const isBest = (cell: ProbeCell) =>
    best !== null && cell.layer === best.layer && cell.position === best.position;
  const color = {
    field: 'mean',
    type: 'quantitative',
    scale: { domain: [...range], scheme: 'viridis', clamp: true },
    legend:
      legendY === null
        ? null
        : {
            title: null,
            orient: 'none',
            direction: 'horizontal',
            legendX: 0,
            legendY,
            gradientLength: 200,
            gradientThickness: 10,
            values: [0.5, 0.6, 0.7, 0.8, 0.9, 1],
            format: '.1f',
          },
  } as const;
  const stroke = { ...color, legend: null } as const;
  return {
    data: {
      values: cells.map(({ layer, position, mean, ...cell }) => {
        const isOutlined = isBest({ ...cell, layer, position, mean });
        const number = mean.toFixed(2).replace(/^0/, '');
        return { layer, position, mean: plotted(mean), number, isOutlined };
      }),
    },
    encoding: {
      x: {
        field: 'position',
        type: 'ordinal',
        title: null,
        scale: { domain: [...tokens.keys()], padding: 0 },
        axis: {
          domain: false,
          ticks: false,
          labelAngle: upright ? -90 : 0,
          labelFontSize: 10,
          labelLimit: 0,
          labelExpr: `(${JSON.stringify(Object.fromEntries(tokens))})[datum.value]`,
        },
      },
      y: {
        field: 'layer',
        type: 'ordinal',
        title: 'Layer',
        scale: { domain: layers, padding: 0 },
        axis: {
          domain: false,
          ticks: false,
          labelFontSize: 10,
          titleX: -34,
          values: everyLayer ? layers : layers.filter((layer) => layer % 4 === 0),
        },
      },
    },
    layer: [
      // A stroke of the same colour hides the seams between cells.
      { mark: { type: 'rect', strokeWidth: 0.7 }, encoding: { color, stroke } },
      ...(hasNumbers
        ? [
            {
              mark: { type: 'text', fontSize: cellWidth < 22 ? 7.5 : 9 },
              encoding: {
                text: { field: 'number' },
                color: {
                  condition: { test: `datum.mean > 0.72`, value: '#111111' },
                  value: '#ffffff',
                },
              },
            } as const,
          ]
        : []),
      {
        transform: [{ filter: 'datum.isOutlined' }],
        mark: { type: 'rect', fill: null, stroke: '#d62728', strokeWidth: 2 },
      },
    ],
  };
}
