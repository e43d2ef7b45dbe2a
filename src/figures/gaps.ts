import type { TopLevelSpec } from 'vega-lite';
import type { GapName, GapSummary } from '../analysis/gaps.js';
import { gapNames } from '../analysis/gaps.js';
import { tab10 } from './colours.js';
import {
  type Figure,
  figureConfig,
  figureWidth,
  plotted,
  scoreFormat,
  vegaLiteSchema,
} from './figure.js';

/** The gaps of one experiment, as `summariseGaps` gives them. */
export interface ExperimentGaps {
  /** What the legend says; no two experiments of a figure may share it. */
  readonly title: string;
  readonly gaps: readonly GapSummary[];
}

const note = 'dots: one a seed; diamonds: their mean with its 95 % interval';
const columns = ['experiment', 'gap', 'kind', 'seed', 'value', 'low', 'high'] as const;
const colours = [tab10.blue, tab10.gray, tab10.orange, tab10.green, tab10.purple, tab10.cyan];
const plot = { left: 76, top: 32, height: 280, right: 16, bottom: 66 };
const legendRow = 18;

/** Under each group: what it is, of what it is the difference, and when. */
const gapLabels: Readonly<Record<GapName, readonly [string, string, string]>> = {
  stage1: ['Stage-1 gap', 'Ḋ₁ᶜᵒⁿˢQA₁ − D̄₂ⁱⁿᶜᵒⁿˢQA₂', 'after Stage 1'],
  imlRaw: ['IML, raw', 'Ḋ₅ᶜᵒⁿˢ − D̄₆ᶜᵒⁿˢ', 'after the last stage'],
  imlChange: ['IML, change', 'Ḋ₅ᶜᵒⁿˢ − D̄₆ᶜᵒⁿˢ', 'after − before the last stage'],
};

/**
 * The gaps in exact match as points: a dot a first seed, beside it the mean with its 95 % bootstrap
 * interval, and a line at zero; several experiments (an effect and its control) side by side.
 *
 * Throws an Error for no experiments, for two of the same title, for more than six, or for no gaps.
 */
export function gapsFigure(experiments: readonly ExperimentGaps[]): Figure {
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
  return { columns, rows, spec: gapsSpec(rows, shown, titles) };
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
  titles: readonly string[],
): TopLevelSpec {
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
            legendY: -legendHeight - 24,
            rowPadding: 4,
          },
  } as const;
  // The axis includes zero, so zero counts too.
  const format = scoreFormat([0, ...rows.flatMap(({ value, low, high }) => [value, low, high])]);
  const labels = Object.fromEntries(shown.map((name, i) => [i, gapLabels[name]]));
  const value = { field: 'value', type: 'quantitative' } as const;
  const x = { field: 'x', type: 'quantitative' } as const;
  return {
    $schema: vegaLiteSchema,
    width: figureWidth - plot.left - plot.right,
    height: plot.height,
    autosize: 'none',
    padding: {
      left: plot.left,
      top: plot.top + legendHeight,
      right: plot.right,
      bottom: plot.bottom,
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
        axis: { format, tickCount: 7, titleX: -54 },
      },
    },
    layer: [
      {
        data: { values: [{ note }] },
        mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 11 },
        encoding: { x: { value: 2 }, y: { value: -10 }, text: { field: 'note' } },
      },
      {
        mark: { type: 'rule', color: '#555555' },
        encoding: { x: { value: 0 }, x2: { value: 'width' }, y: { datum: 0 } },
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
