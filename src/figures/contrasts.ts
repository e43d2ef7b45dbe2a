import type { ContrastSummary } from '../statistics/contrasts.js';
import { counted } from '../text/counted.js';
import { captionOf, changesText, type FigureWords, headingOf, subheadingOf } from './captions.js';
import { colours } from './colours.js';
import { type Figure, plotted, plottedInterval, ruleColours } from './figure.js';
import type { GroupStyles } from './group-style.js';
import { dodge, scatter } from './marks/dodge.js';
import { type IntervalLook, intervals } from './marks/interval.js';
import { panelsSpec, panelWidth } from './marks/panels.js';
import type { Plot } from './marks/plot.js';
import { zeroRule } from './marks/rule.js';
import { type MarkShape, type Series, seriesColour } from './marks/series.js';
import { textLines } from './marks/text-width.js';
import { axisLabel, type XAxis, xAxisHeight, xEncoding, xPosition } from './marks/x-axis.js';
import { scoreFormat, widened, type YAxis, yPosition } from './marks/y-axis.js';

/** The contrasts of one experiment, as `summariseContrasts` gives them. */
export interface ExperimentContrasts {
  /** The experiment's name, or its set's, in the legend; no two of a figure may share it. */
  readonly title: string;
  readonly contrasts: readonly ContrastSummary[];
}

/** What else a figure of contrasts says. */
export interface ContrastsFigureOptions extends FigureWords {
  /** How the groups look. */
  readonly groups: GroupStyles;
  /** What is plotted; defaults to the contrasts on test questions. */
  readonly title?: string;
  /** Under the title; defaults to the names in the legend with their numbers of seeds. */
  readonly subtitle?: string;
}

const columns = ['experiment', 'contrast', 'kind', 'seed', 'value', 'low', 'high'] as const;
const experimentColours = [
  ...[colours.blue, colours.gray, colours.orange, colours.green, colours.purple, colours.cyan],
];
const experimentMarks: readonly MarkShape[] = [
  'diamond',
  'circle',
  'square',
  'triangle-up',
  'cross',
];
const leastContrast = 92; // pixels that what a contrast is takes at least
const frame = { columns: 1, left: 76, right: 16 };
const look: IntervalLook = {
  ...{ bar: { width: 2, opacity: 1 }, dot: { area: 90 }, line: null },
};

/**
 * The contrasts in exact match as points: a dot a first seed, beside it the mean with its 95 % t
 * interval, and a line at zero; several experiments (an effect and its control) side by side.
 *
 * Throws an Error for no experiments, for two of the same title, for more than six, or for no contrasts.
 */
export function contrastsFigure(
  experiments: readonly ExperimentContrasts[],
  options: ContrastsFigureOptions,
): Figure {
  const titles = experiments.map(({ title }) => title);
  if (titles.length === 0 || titles.length > experimentColours.length) {
    throw new Error(
      `a figure of contrasts shows 1 to ${experimentColours.length} experiments, not ${titles.length}`,
    );
  }
  if (new Set(titles).size < titles.length) {
    throw new Error(`two experiments have the same title: ${titles.join(', ')}`);
  }
  const { groups, subtitle } = options;
  const rows = experiments.flatMap(({ title, contrasts }) =>
    contrasts.flatMap((one) => contrastRows(title, one)),
  );
  if (rows.length === 0) throw new Error(`no contrast was measured in ${titles.join(', ')}`);
  const all = experiments.flatMap(({ contrasts }) => contrasts);
  const shown = [...new Map(all.map((one) => [one.name, one])).values()];
  const series = titles.map((name, index): Series => {
    const colour = experimentColours[index] ?? colours.blue;
    return { name, label: name, colour, dash: [], mark: experimentMarks[index] ?? 'diamond' };
  });
  const what = options.title ?? 'Differences in exact match on test questions';
  const who = subtitle ?? headline(experiments);
  const numbers = rows.flatMap(({ value, low, high }) => [value, low, high]);
  const spec = (width: number) => {
    const plotWidth = panelWidth(frame, width);
    // Those for which there is no room side by side go on in a further row.
    const perRow = Math.max(1, Math.min(shown.length, Math.floor(plotWidth / leastContrast)));
    const folded = Array.from({ length: Math.ceil(shown.length / perRow) }, (_, row) =>
      shown.slice(row * perRow, (row + 1) * perRow),
    );
    const rowsOf = folded.map((own) => {
      return { own, axis: contrastAxis(own, { groups, width: plotWidth, perRow }) };
    });
    const below = Math.max(...rowsOf.map(({ axis }) => xAxisHeight(axis, false)));
    return panelsSpec({
      ...{ ...frame, width, below },
      title: headingOf(options, what),
      subtitle: subheadingOf(options, what, who),
      changes: options.changes ?? [],
      notes: [contrastsNote(rows)],
      height: folded.length === 1 ? 280 : 215,
      panels: rowsOf.map(({ own, axis }, row) => ({
        title: [],
        // One experiment is named in the subtitle, if that is not the caller's.
        legend: row === 0 && (titles.length > 1 || subtitle !== undefined) ? series : [],
        plot: contrastsPlot(rows, { shown: own, series, axis, numbers }),
      })),
    });
  };
  const caption = captionOf(
    `${what}, ${who}`,
    ...experiments.flatMap(({ title, contrasts }) => contrasts.map((one) => inWords(title, one))),
    ...[contrastsNote(rows), changesText(options)],
  );
  return { title: headingOf(options, what), caption, columns, rows, interval: 't', spec };
}

/** A contrast in a sentence: `Stage-1 gap after stage1 in world: 0.107 (95 % interval 0.081 to 0.133)`. */
function inWords(experiment: string, { contrast, isChange, stage, mean, ci95 }: ContrastSummary) {
  const { title, short = title } = contrast;
  const what = isChange ? `change of ${short} over ${stage}` : `${title} after ${stage}`;
  const interval =
    ci95 === null ? '' : ` (95 % interval ${ci95.low.toFixed(3)} to ${ci95.high.toFixed(3)})`;
  return `${what} in ${experiment}: ${mean.toFixed(3)}${interval}`;
}

/** The experiments with their numbers of seeds: `world (8 seeds) and world-control (8 seeds)`. */
function headline(experiments: readonly ExperimentContrasts[]): string {
  const [last = '', ...others] = experiments
    .map(({ title, contrasts }) => {
      const seeds = new Set(contrasts.flatMap((one) => one.seeds.map(({ seed }) => seed)));
      return `${title} (${counted(seeds.size, 'seed')})`;
    })
    .reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

type ContrastRow = Readonly<{
  experiment: string;
  contrast: string;
  kind: 'seed' | 'mean';
  stage: string;
  set: string;
  metric: 'exactMatch';
  seed: number | null;
  /** Of the row of kind 'mean', and how many seeds it is of. */
  mean: number | null;
  seeds: number | null;
  value: number;
  low: number | null;
  high: number | null;
}>;

function contrastRows(
  experiment: string,
  { name: contrast, seeds, mean, ci95, stage, set }: ContrastSummary,
): ContrastRow[] {
  const what = { experiment, contrast, stage, set, metric: 'exactMatch' } as const;
  const none = { mean: null, low: null, high: null, seeds: null };
  const own = seeds.map(({ seed, value }): ContrastRow => {
    return { ...what, ...none, kind: 'seed', seed, value: plotted(value) };
  });
  const value = plotted(mean);
  const summary = { mean: value, value, ...plottedInterval(ci95), seeds: seeds.length };
  return [{ ...what, kind: 'mean', seed: null, ...summary }, ...own];
}

function contrastsNote(rows: readonly ContrastRow[]): string {
  const means = 'small dots: one per seed; large marks: their mean';
  if (rows.some(({ low }) => low !== null)) return `${means}; bars: its 95 % t interval`;
  const isOfOne = rows.every(({ seeds }) => seeds === null || seeds === 1);
  return `${means}; ${isOfOne ? 'one seed, no interval' : 'all seeds are alike, so no interval'}`;
}

/** Contrasts 1 apart: under each what it is, of what it is the difference, and when. */
function contrastAxis(
  shown: readonly ContrastSummary[],
  options: { readonly groups: GroupStyles; readonly width: number; readonly perRow: number },
): XAxis {
  const { groups, width, perRow } = options;
  const room = width / perRow - 12;
  const labels = shown.map(({ contrast, isChange, stage }, index): [number, string[]] => {
    const { title, short = title, minuend, subtrahend } = contrast;
    const what = isChange ? `Change of ${short}` : title;
    const difference = `${groups.symbolOf(minuend)} − ${groups.symbolOf(subtrahend)}`;
    const when = isChange ? `after − before ${stage}` : `after ${stage}`;
    const lines = [what, difference, when].flatMap((text) => textLines(text, room, axisLabel));
    return [index, lines];
  });
  const domain = [-0.5, perRow - 0.5] as const;
  return { domain, width, labels: new Map(labels), upright: false };
}

/** Experiments side by side in lanes; in each the dots left of the mean. */
function contrastsPlot(
  rows: readonly ContrastRow[],
  options: {
    readonly shown: readonly ContrastSummary[];
    readonly series: readonly Series[];
    readonly axis: XAxis;
    /** All that stand on the vertical axis. */
    readonly numbers: readonly (number | null)[];
  },
): Plot {
  const { shown, series, axis } = options;
  const lane = 0.8 / Math.max(series.length, 2);
  const middles = dodge(series.length, lane);
  const marks = series.flatMap(({ name }, index) =>
    shown.flatMap((contrast, position) => {
      const own = rows.filter((row) => row.experiment === name && row.contrast === contrast.name);
      const middle = position + (middles[index] ?? 0);
      const seeds = own.filter(({ kind }) => kind === 'seed');
      const spread = scatter(seeds.length).map((part) => middle + (part * 0.4 - 0.32) * lane);
      const dots = seeds.map((row, i) => ({ ...row, x: plotted(spread[i] ?? middle) }));
      const means = own.filter(({ kind }) => kind === 'mean');
      const x = plotted(middle + 0.28 * lane);
      return [...dots, ...means.map((row) => ({ ...row, x }))].map((row) => {
        return { ...row, series: name, mean: row.value };
      });
    }),
  );
  // The axis includes zero, so zero counts too.
  const numbers = [0, ...options.numbers];
  const y: YAxis = {
    title: 'Difference in exact match (EM)',
    domain: widened(numbers, 0.06),
    format: scoreFormat(numbers),
    ticks: 7,
    left: frame.left,
  };
  return {
    data: { values: marks.filter(({ kind }) => kind === 'mean') },
    encoding: { x: xEncoding(axis, { title: null, labelled: true, ruled: false }) },
    layer: [
      ...zeroRule({ colour: ruleColours.strong }),
      {
        data: { values: marks.filter(({ kind }) => kind === 'seed') },
        mark: { type: 'point', filled: true, size: 26, opacity: 0.55 },
        encoding: { x: xPosition, y: yPosition('mean', y), color: seriesColour(series) },
      },
      ...intervals(series, y, look),
    ],
  };
}
