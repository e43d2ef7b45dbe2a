import type { TopLevelSpec } from 'vega-lite';
import { summariseSubsets } from '../analysis/subset-summary.js';
import { type Subset, subsetNames } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { subsetColours } from './colours.js';
import {
  type Figure,
  figureConfig,
  figureWidth,
  plotted,
  scoreFormat,
  vegaLiteSchema,
} from './figure.js';
import { subsetLabels } from './labels.js';

/** One stage on the horizontal axis. */
export interface StageSpan {
  /** The stage's name in the measurements. */
  readonly name: string;
  /** How many epochs it trains. */
  readonly epochs: number;
  /** What stands above it; defaults to `name`. */
  readonly title?: string;
}

/** What a figure of learning curves shows. */
export interface LearningCurvesOptions {
  /**
   * The experiment's stages in order; those without measurements before the first with some are
   * left out.
   */
  readonly stages: readonly StageSpan[];
  /** Which subsets; defaults to all that were measured. They are shown in the paper's order. */
  readonly subsets?: readonly Subset[];
}

const columns = ['stage', 'epoch', 'totalEpoch', 'subset', 'mean', 'low', 'high', 'seeds'] as const;
const legendOffset = 16;
const letterWidth = 6.6; // of the 12 px font, in pixels
const plot = { left: 66, top: 30, width: 418, bottom: 46 };
const legendRow = 32;
const titleLine = 14;

/**
 * Exact match by epoch, one line a subset, as the paper's Figure 3: stages side by side, the mean
 * over first seeds with its 95 % bootstrap interval, a dashed line where one stage's weights pass
 * to the next.
 *
 * The value before a later stage's first step is drawn only where the subset was not measured at
 * the end of the stage before, since both are scores of the same weights.
 * Throws an Error where nothing was measured in these stages and subsets.
 */
export function learningCurves(
  rows: readonly Measurement[],
  { stages, subsets = subsetNames }: LearningCurvesOptions,
): Figure {
  const measured = rows.filter((row) => subsets.includes(row.subset));
  const starts = stageStarts(measured, stages);
  const points = curvePoints(measured, starts);
  const shown = subsetNames.filter((name) => points.some((point) => point.subset === name));
  return { columns, rows: points, spec: curvesSpec(points, shown, starts) };
}

/** A stage's place on the axis of all epochs. */
interface StageStart {
  readonly name: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

type CurvePoint = Readonly<{
  stage: string;
  epoch: number;
  totalEpoch: number;
  subset: Subset;
  mean: number;
  low: number | null;
  high: number | null;
  seeds: number;
}>;

function stageStarts(rows: readonly Measurement[], stages: readonly StageSpan[]): StageStart[] {
  const first = stages.findIndex(({ name }) => rows.some((row) => row.stage === name));
  if (first < 0) {
    const wanted = stages.map(({ name }) => name).join(', ');
    throw new Error(`nothing to draw: no measurement belongs to the stages ${wanted}`);
  }
  let start = 0;
  return stages.slice(first).map(({ name, epochs, title = name }) => {
    const beyond = rows.find((row) => row.stage === name && row.epoch > epochs);
    if (beyond !== undefined) {
      throw new Error(
        `stage '${name}' trains ${epochs} epochs but was measured at ${beyond.epoch}`,
      );
    }
    const placed = { name, title, start, end: start + epochs };
    start = placed.end;
    return placed;
  });
}

function curvePoints(rows: readonly Measurement[], starts: readonly StageStart[]): CurvePoint[] {
  const names = starts.map(({ name }) => name);
  const points: CurvePoint[] = [];
  for (const { stage, epoch, subset, mean, ci95, seeds } of summariseSubsets(rows, names)) {
    const totalEpoch = (starts[names.indexOf(stage)]?.start ?? 0) + epoch;
    const before = points.some((one) => one.subset === subset && one.totalEpoch === totalEpoch);
    if (before) continue;
    const low = ci95 === null ? null : plotted(ci95.low);
    const high = ci95 === null ? null : plotted(ci95.high);
    points.push({ stage, epoch, totalEpoch, subset, mean: plotted(mean), low, high, seeds });
  }
  return points;
}

function curvesSpec(
  points: readonly CurvePoint[],
  shown: readonly Subset[],
  starts: readonly StageStart[],
): TopLevelSpec {
  const end = starts.at(-1)?.end ?? 1;
  const format = scoreFormat(points.flatMap(({ mean, low, high }) => [mean, low, high]));
  const titles = stageTitles(starts, end);
  const height = Math.max(300, legendRow * shown.length + 44);
  const epoch = { field: 'totalEpoch', type: 'quantitative' } as const;
  return {
    $schema: vegaLiteSchema,
    width: plot.width,
    height,
    autosize: 'none',
    padding: {
      left: plot.left,
      top: plot.top + titleLine * (Math.max(...titles.map(({ lines }) => lines)) - 1),
      right: figureWidth - plot.left - plot.width,
      bottom: plot.bottom,
    },
    config: figureConfig,
    data: { values: [...points] },
    encoding: {
      x: {
        ...epoch,
        title: 'Epoch',
        scale: { domain: [0, end], nice: false },
        axis: { grid: false, values: epochTicks(end), format: 'd' },
      },
    },
    layer: [
      {
        data: { values: starts.slice(1).map(({ start }) => ({ totalEpoch: start })) },
        mark: { type: 'rule', strokeDash: [5, 4], color: '#555555' },
        encoding: { x: epoch },
      },
      {
        data: { values: titles },
        mark: { type: 'text', baseline: 'line-bottom', lineBreak: '\n' },
        encoding: {
          x: { field: 'middle', type: 'quantitative' },
          y: { field: 'y', type: 'quantitative', scale: null },
          text: { field: 'title' },
        },
      },
      {
        data: { values: [{ note: seedsNote(points) }] },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'line-bottom',
          lineBreak: '\n',
          fontSize: 11,
        },
        encoding: {
          x: { value: plot.width + legendOffset },
          y: { value: height - 13 },
          text: { field: 'note' },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'area', opacity: 0.2 },
        encoding: {
          y: { field: 'low', type: 'quantitative' },
          y2: { field: 'high' },
          color: subsetColour(shown),
        },
      },
      {
        mark: { type: 'line', strokeWidth: 1.5, point: { filled: true, size: 18 } },
        encoding: {
          y: {
            field: 'mean',
            type: 'quantitative',
            title: 'Exact match (EM)',
            scale: { zero: false },
            axis: { format, titleX: -46 },
          },
          color: subsetColour(shown),
        },
      },
    ],
  };
}

function subsetColour(shown: readonly Subset[]) {
  const labels = shown.map((name) => {
    const { symbol, meaning } = subsetLabels[name];
    return [name, [symbol, meaning]] as const;
  });
  return {
    field: 'subset',
    type: 'nominal',
    scale: { domain: [...shown], range: shown.map((name) => subsetColours[name]) },
    legend: {
      title: null,
      labelExpr: `(${JSON.stringify(Object.fromEntries(labels))})[datum.label]`,
      offset: legendOffset,
    },
  } as const;
}

/** At most eight labels from 0 on, a round number of epochs apart. */
function epochTicks(end: number): number[] {
  const steps = [1, 2, 5].flatMap((digit) => [digit, 10 * digit, 100 * digit, 1000 * digit]);
  const step = steps.sort((a, b) => a - b).find((one) => end / one <= 7) ?? end;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}

/** Titles over the middle of their stage, broken between words where the stage is too narrow. */
function stageTitles(starts: readonly StageStart[], end: number) {
  return starts.map(({ title, start, end: stageEnd }) => {
    const lines = wrap(title, (((stageEnd - start) / end) * plot.width) / letterWidth);
    const y = -8 - titleLine * (lines.length - 1);
    return { title: lines.join('\n'), lines: lines.length, middle: (start + stageEnd) / 2, y };
  });
}

function wrap(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function seedsNote(points: readonly CurvePoint[]): string {
  const seeds = points.map((point) => point.seeds);
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  if (most === 1) return 'one seed';
  return `mean of ${least === most ? most : `${least}–${most}`} seeds,\n95 % interval`;
}
