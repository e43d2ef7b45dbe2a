import type { TopLevelSpec } from 'vega-lite';
import { type GapName, type GapSummary, gapNames } from '../statistics/gaps.js';
import { counted } from '../text/counted.js';
import { tab10 } from './colours.js';
import {
  changeLines,
  type Figure,
  figureConfig,
  figureWidth,
  noteHeight,
  plotted,
  scoreFormat,
  textLayer,
  titleHeight,
  titleLayers,
  vegaLiteSchema,
} from './figure.js';

/** The gaps of one experiment, as `summariseGaps` gives them. */
export interface ExperimentGaps {
  /** The experiment's name, or its set's, in the legend; no two of a figure may share it. */
  readonly title: string;
  readonly gaps: readonly GapSummary[];
}

/** What else a figure of gaps says. */
export interface GapsFigureOptions {
  /** Stands over the figure; defaults to the gaps on test questions. */
  readonly title?: string;
  /** Under the title; defaults to the names in the legend with their numbers of seeds. */
  readonly subtitle?: string;
  /** Whether one stage trains on X1 and X2 together, as labels then say; defaults to false. */
  readonly isSingleStage?: boolean;
  /** Settings that differ from the experiments' own, under both; defaults to none. */
  readonly changes?: readonly string[];
}

const note = 'small dots: one a seed; diamonds: their mean; bars: its 95 % t interval';
const columns = ['experiment', 'gap', 'kind', 'seed', 'value', 'low', 'high'] as const;
const colours = [tab10.blue, tab10.gray, tab10.orange, tab10.green, tab10.purple, tab10.cyan];
const plot = { left: 76, top: 12, height: 280, right: 16, bottom: 72 };
const legendRow = 18;

/** Under each group: what it is, of what it is the difference, and when. */
function gapLabels(isSingleStage: boolean): Readonly<Record<GapName, readonly string[]>> {
  const [d1, iml] = ['Ḋ₁ᶜᵒⁿˢQA₁ − D̄₂ⁱⁿᶜᵒⁿˢQA₂', 'Ḋ₅ᶜᵒⁿˢ − D̄₆ᶜᵒⁿˢ'];
  const [after1, after2] = isSingleStage
    ? ['after training', 'after training']
    : ['after Stage 1', 'after the last stage'];
  return {
    stage1Gap: [isSingleStage ? 'Gap in X1' : 'Stage-1 gap', d1, after1],
    iml: ['Implicit meta-learning (IML)', iml, after2],
    imlChange: ['Change of IML', iml, 'after − before the last stage'],
  };
}

/**
 * The gaps in exact match as points: a dot a first seed, beside it the mean with its 95 % t
 * interval, and a line at zero; several experiments (an effect and its control) side by side.
 *
 * Throws an Error for no experiments, for two of the same title, for more than six, or for no gaps.
 */
export function gapsFigure(
  experiments: readonly ExperimentGaps[],
  options: GapsFigureOptions = {},
): Figure {
  const titles = experiments.map(({ title }) => title);
  if (titles.length === 0 || titles.length > colours.length) {
    throw new Error(
      `a figure of gaps shows 1 to ${colours.length} experiments, not ${titles.length}`,
    );
  }
  if (new Set(titles).size < titles.length) {
    throw new Error(`two experiments have the same title: ${titles.join(', ')}`);
  }
  const shown = gapNames.filter((name) =>
    experiments.some(({ gaps }) => gaps.some(({ gap }) => gap === name)),
  );
  if (shown.length === 0) throw new Error(`no gap was measured in ${titles.join(', ')}`);
  const rows = experiments.flatMap(({ title, gaps }) => gaps.flatMap((one) => gapRows(title, one)));
  return { columns, rows, spec: gapsSpec(rows, shown, experiments, options) };
}

/** The experiments with their numbers of seeds: `world (8 seeds) and world-control (8 seeds)`. */
function headline(experiments: readonly ExperimentGaps[]): string {
  const [last = '', ...others] = experiments
    .map(({ title, gaps }) => {
      const seeds = new Set(gaps.flatMap((gap) => gap.seeds.map(({ seed }) => seed)));
      return `${title} (${counted(seeds.size, 'seed')})`;
    })
    .reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

type GapRow = Readonly<{
  experiment: string;
  gap: GapName;
  kind: 'seed' | 'mean';
  seed: number | null;
  value: number;
  low: number | null;
  high: number | null;
}>;

function gapRows(experiment: string, { gap, seeds, mean, ci95 }: GapSummary): GapRow[] {
  const low = ci95 === null ? null : plotted(ci95.low);
  const high = ci95 === null ? null : plotted(ci95.high);
  return [
    { experiment, gap, kind: 'mean', seed: null, value: plotted(mean), low, high },
    ...seeds.map(
      ({ seed, value }): GapRow => ({
        experiment,
        gap,
        kind: 'seed',
        seed,
        value: plotted(value),
        low: null,
        high: null,
      }),
    ),
  ];
}

function gapsSpec(
  rows: readonly GapRow[],
  shown: readonly GapName[],
  experiments: readonly ExperimentGaps[],
  options: GapsFigureOptions,
): TopLevelSpec {
  const { title = 'Gaps in exact match on test questions', isSingleStage = false } = options;
  const titles = experiments.map((one) => one.title);
  const under = [options.subtitle ?? headline(experiments), ...changeLines(options.changes ?? [])];
  const labelsOf = gapLabels(isSingleStage);
  const legendHeight = titles.length > 1 ? legendRow * titles.length : 0;
  const color = {
    field: 'experiment',
    type: 'nominal',
    scale: { domain: [...titles], range: colours.slice(0, titles.length) },
    legend:
      legendHeight === 0
        ? null
        : {
            title: null,
            orient: 'none',
            direction: 'vertical',
            legendX: 0,
            legendY: -legendHeight - 4,
            rowPadding: 4,
          },
  } as const;
  // The axis includes zero, so zero counts too.
  const numbers = [0, ...rows.flatMap(({ value, low, high }) => [value, low ?? 0, high ?? 0])];
  const format = scoreFormat(numbers);
  const labels = Object.fromEntries(shown.map((name, i) => [i, labelsOf[name]]));
  const value = { field: 'value', type: 'quantitative' } as const;
  const x = { field: 'x', type: 'quantitative' } as const;
  return {
    $schema: vegaLiteSchema,
    width: figureWidth - plot.left - plot.right,
    height: plot.height,
    autosize: 'none',
    padding: {
      left: plot.left,
      top: plot.top + legendHeight + titleHeight(under),
      right: plot.right,
      bottom: plot.bottom + noteHeight,
    },
    config: figureConfig,
    data: { values: placed(rows, shown, titles) },
    encoding: {
      x: {
        ...x,
        title: null,
        scale: { domain: [-0.5, shown.length - 0.5], nice: false },
        axis: {
          domain: false,
          grid: false,
          labelLimit: 0,
          ticks: false,
          labelPadding: 8,
          values: shown.map((_, i) => i),
          labelExpr: `(${JSON.stringify(labels)})[datum.value]`,
        },
      },
      y: {
        ...value,
        title: 'Difference in exact match (EM)',
        scale: { domain: widened(numbers), nice: false },
        axis: { format, tickCount: 7, titleX: -54 },
      },
    },
    layer: [
      ...titleLayers(title, under, [8 - plot.left, -plot.top - legendHeight]),
      textLayer({ lines: [note], x: 8 - plot.left, y: plot.height + plot.bottom + 6 }),
      {
        // Data of its own: one line, not one for every row.
        data: { values: [{ value: 0, x: -0.5, end: shown.length - 0.5 }] },
        mark: { type: 'rule', color: '#555555' },
        encoding: { x2: { field: 'end' } },
      },
      {
        transform: [{ filter: "datum.kind === 'seed'" }],
        mark: { type: 'point', filled: true, size: 26, opacity: 0.55 },
        encoding: { color },
      },
      {
        transform: [{ filter: "datum.kind === 'mean' && isValid(datum.low)" }],
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color },
      },
      {
        transform: [{ filter: "datum.kind === 'mean'" }],
        mark: { type: 'point', filled: true, shape: 'diamond', size: 90, opacity: 1 },
        encoding: { color },
      },
    ],
  };
}

/** The span of the numbers with a margin at either end, so that no point lies on the frame. */
function widened(numbers: readonly number[]): [low: number, high: number] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const margin = high === low ? 0.05 : 0.06 * (high - low);
  return [plotted(low - margin), plotted(high + margin)];
}

/** Adds the horizontal place: groups of gaps 1 apart, experiments side by side, dots spread out. */
function placed(rows: readonly GapRow[], shown: readonly GapName[], titles: readonly string[]) {
  const lane = 0.8 / Math.max(titles.length, 2);
  const drawn = new Map<string, number>();
  return rows.map((row) => {
    const middle = (titles.indexOf(row.experiment) - (titles.length - 1) / 2) * lane;
    const key = `${row.experiment}\n${row.gap}`;
    const count = drawn.get(key) ?? 0;
    if (row.kind === 'seed') drawn.set(key, count + 1);
    // Multiples of the golden ratio spread any number of dots evenly, without a random draw.
    const jitter = row.kind === 'mean' ? 0.28 : ((count * 0.618034) % 1) * 0.4 - 0.32;
    return { ...row, x: plotted(shown.indexOf(row.gap) + middle + jitter * lane) };
  });
}
