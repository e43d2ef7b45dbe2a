import {
  captionOf,
  changesText,
  type FigureWords,
  headingOf,
  subheadingOf,
} from '../../figures/captions.js';
import { type Figure, type PlottedRow, plotted, plottedInterval } from '../../figures/figure.js';
import { colourStrip, heatMap, heatMapFoot } from '../../figures/marks/heat-map.js';
import { columnsFor, type Panel, panelsSpec, panelWidth } from '../../figures/marks/panels.js';
import { counted } from '../../text/counted.js';
import type { ProbeTask } from './options.js';
import type { ProbeGridSummary } from './probe-summary.js';

/** The probes of one experiment, as `summariseProbes` gives them. */
export interface ExperimentProbes {
  /** The experiment's name, or what sets it apart in a list, over its plots. */
  readonly title: string;
  readonly grids: readonly ProbeGridSummary[];
}

/** What else a figure of probes says. */
export interface ProbesFigureOptions extends FigureWords {
  /** The name of the experiment or of the list. */
  readonly title: string;
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
const right = 14;

/**
 * The accuracy of linear probes by layer and token as heat maps, in the paper's colour range (Fig.
 * 7): experiments side by side, two or three in a row, for one task and stage after the other.
 * Cells have their number where it fits; the most accurate one is outlined.
 *
 * Throws an Error where nothing was probed.
 */
export function probesFigure(
  experiments: readonly ExperimentProbes[],
  { title, ...words }: ProbesFigureOptions,
): Figure {
  const all = experiments.flatMap(({ grids }) => grids);
  if (all.length === 0) throw new Error(`nothing to draw: no probes in ${title}`);
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
  const layers = Math.max(...all.map(({ cells }) => new Set(cells.map((one) => one.layer)).size));
  const height = layers * Math.min(26, Math.max(7, Math.floor(260 / layers)));
  const what = 'Accuracy of linear probes by layer and token';
  const who = `${title}, question “${listed(questions)}”, after ${listed(stages)}`;
  const notes = [
    'mean over seeds and folds; chance is 0.50; layer 0 is the embedding',
    'outlined: the most accurate cell; picked as the best, its accuracy is biased upwards',
  ];
  const spec = (figureWidth: number) => {
    const frame = { columns: columnsOf(experiments.length, figureWidth), left, right };
    const width = panelWidth(frame, figureWidth);
    return panelsSpec({
      ...{ ...frame, width: figureWidth, height, notes },
      title: headingOf(words, what),
      subtitle: subheadingOf(words, what, who),
      changes: words.changes ?? [],
      below: Math.max(...all.map((grid) => heatMapFoot({ columns: tokensOf(grid), width }))),
      banner: colourStrip(range, {
        ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 1],
        format: (tick) => tick.toFixed(1),
      }),
      panels: shown.map((one) => probePanel(one, { width, height })),
    });
  };
  const best = all.map(({ task, stage, best: cell }) =>
    cell === null
      ? ''
      : `${probeTaskTitles[task]} After ${stage}, at best ${cell.mean.toFixed(2)} in layer ${cell.layer}`,
  );
  const caption = captionOf(`${what} (${who})`, ...notes, ...best, changesText(words));
  return {
    title: headingOf(words, what),
    caption,
    columns,
    rows: shown.flatMap(plottedRows),
    interval: 't',
    spec,
  };
}

/** The probes of one task of one experiment; null where it has none. */
interface NamedGrid {
  readonly name: string;
  readonly grid: ProbeGridSummary | null;
}

const listed = (texts: readonly string[]): string => [...new Set(texts)].join(', ');

/** Two or three columns, as fill whole rows and have room. */
const columnsOf = (experiments: number, width: number): number =>
  [2, 3].find((count) => experiments % count === 0 && columnsFor(count, width) === count) ?? 1;

/** The tokens of a grid in the order of the prompt, by their positions. */
function tokensOf({ cells }: ProbeGridSummary): Map<number, string> {
  return new Map(
    [...cells]
      .sort((a, b) => a.position - b.position)
      .map(({ position, token }) => [position, token]),
  );
}

/** The heat map of a grid; an empty plot for what an experiment lacks. */
function probePanel(
  { name, grid }: NamedGrid,
  size: { readonly width: number; readonly height: number },
): Panel {
  if (grid === null) return { title: ['', ''], plot: { layer: [] } };
  const { best } = grid;
  const counts = `${counted(grid.seeds, 'seed')}, ${counted(Math.round(grid.examples), 'prompt')}`;
  const together = counts.replaceAll(' ', '\u00a0');
  return {
    title: [probeTaskTitles[grid.task], `${name}: ${together}`],
    plot: heatMap({
      cells: grid.cells.map(({ layer, position, mean }) => {
        const outlined = layer === best?.layer && position === best.position;
        return { row: layer, column: position, value: mean, outlined };
      }),
      columns: tokensOf(grid),
      rowTitle: 'Layer',
      ...{ ...size, left, range },
    }),
  };
}

function plottedRows({ name: experiment, grid }: NamedGrid): PlottedRow[] {
  if (grid === null) return [];
  const { stage, task, question, seeds } = grid;
  return grid.cells.map(({ layer, position, token, mean, ci95 }) => {
    const cell = { experiment, stage, task, question, layer, position, token };
    return { ...cell, mean: plotted(mean), ...plottedInterval(ci95), seeds };
  });
}
