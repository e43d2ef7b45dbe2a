import type { TopLevelSpec } from 'vega-lite';
import { counted } from '../data/counted.js';
import { type Subset, subsetNames } from '../data/subsets.js';
import { wrapped } from '../data/wrapped.js';
import type { Measurement } from '../evaluation/measurement.js';
import { subsetColours } from './colours.js';
import {
  type CurvePoint,
  curvePoints,
  drawingOrder,
  knownSubsets,
  type OmittedSubset,
  placeStages,
  type StageSpan,
  type StageStart,
} from './curve-points.js';
import {
  changeLines,
  type Figure,
  figureConfig,
  figureWidth,
  noteHeight,
  scoreFormat,
  textLayer,
  titleHeight,
  titleLayers,
  vegaLiteSchema,
} from './figure.js';
import { subsetLabels, subsetMeaning } from './labels.js';

/** What a figure of learning curves shows. */
export interface LearningCurvesOptions {
  /** The experiment's name, which stands over the figure. */
  readonly title: string;
  /** Settings that differ from the experiment's own, under the title; defaults to none. */
  readonly changes?: readonly string[];
  /**
   * The experiment's stages in order; leading ones without measurements, or with none but at their
   * end, are not drawn, and epochs count from the first drawn one.
   */
  readonly stages: readonly StageSpan[];
  /**
   * Which subsets; defaults to all that were measured, less those that stay at or above 0.95 in
   * all drawn stages, which are named under the figure. X1's come first.
   */
  readonly subsets?: readonly Subset[];
  /** Whether one source is more reliable than the other, as labels then say; defaults to true. */
  readonly sourcesDiffer?: boolean;
}

const columns = ['stage', 'epoch', 'totalEpoch', 'subset', 'mean', 'low', 'high', 'seeds'] as const;
const legendOffset = 18;
const letterWidth = 6.6; // of the 12 px font, in pixels
const plot = { left: 66, top: 32, width: 420, height: 300, bottom: 56 };
const titleLine = 14;
const dodge = 1.3; // pixels between the bars of neighbouring subsets

/**
 * Exact match by epoch, one line a subset, as the paper's Figure 3: stages side by side, the mean
 * over first seeds with its 95 % bootstrap interval as a bar, a dashed line where one stage's
 * weights pass to the next. Neighbouring subsets are shifted a little sideways so that bars do not
 * hide each other.
 *
 * Throws an Error where nothing was measured in these stages and subsets.
 */
export function learningCurves(
  rows: readonly Measurement[],
  options: LearningCurvesOptions,
): Figure {
  const { stages, subsets = subsetNames } = options;
  const measured = rows.filter((row) => subsets.includes(row.subset));
  const starts = placeStages(measured, stages);
  const all = curvePoints(measured, starts);
  const omitted = options.subsets === undefined ? knownSubsets(all) : [];
  const points = all.filter((point) => !omitted.some(({ subset }) => subset === point.subset));
  return { columns, rows: points, spec: curvesSpec(points, starts, omitted, options) };
}

function curvesSpec(
  points: readonly CurvePoint[],
  starts: readonly StageStart[],
  omitted: readonly OmittedSubset[],
  { title, changes = [], sourcesDiffer = true }: LearningCurvesOptions,
): TopLevelSpec {
  const shown = drawingOrder.filter((name) => points.some((point) => point.subset === name));
  const end = starts.at(-1)?.end ?? 1;
  const format = scoreFormat(points.flatMap(({ mean, low, high }) => [mean, low, high]));
  const stageNames = stageTitles(starts, end);
  const stagesHeight = plot.top + titleLine * (Math.max(...stageNames.map((one) => one.lines)) - 1);
  const changed = changeLines(changes);
  const notes = [seedsNote(points), ...omitted.map((one) => omittedNote(one, sourcesDiffer))];
  const epoch = { field: 'totalEpoch', type: 'quantitative' } as const;
  const color = subsetColour(shown, sourcesDiffer);
  const place = { ...epoch, field: 'place' } as const;
  return {
    $schema: vegaLiteSchema,
    width: plot.width,
    height: plot.height,
    autosize: 'none',
    padding: {
      left: plot.left,
      top: stagesHeight + titleHeight(changed),
      right: figureWidth - plot.left - plot.width,
      bottom: plot.bottom + noteHeight * notes.length,
    },
    config: figureConfig,
    data: { values: [...points] },
    transform: [
      {
        calculate:
          `datum.totalEpoch + ${(dodge * end) / plot.width} * ` +
          `(indexof(${JSON.stringify(shown)}, datum.subset) - ${(shown.length - 1) / 2})`,
        as: 'place',
      },
    ],
    encoding: {
      x: {
        ...epoch,
        title: 'Epoch',
        scale: { domain: [-0.02 * end, 1.02 * end], nice: false },
        axis: { grid: false, values: epochTicks(end), format: 'd' },
      },
    },
    layer: [
      ...titleLayers(`${title}, ${pointSeeds(points)}`, changed, [8 - plot.left, -stagesHeight]),
      textLayer({ lines: notes, x: 8 - plot.left, y: plot.height + plot.bottom + 6 }),
      {
        data: { values: starts.slice(1).map(({ start }) => ({ totalEpoch: start })) },
        mark: { type: 'rule', strokeDash: [5, 4], color: '#555555' },
        encoding: { x: epoch },
      },
      {
        data: { values: stageNames },
        mark: { type: 'text', baseline: 'line-bottom', lineBreak: '\n' },
        encoding: {
          x: { field: 'middle', type: 'quantitative' },
          y: { field: 'y', type: 'quantitative', scale: null },
          text: { field: 'title' },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.5 },
        encoding: {
          x: place,
          y: { field: 'low', type: 'quantitative' },
          y2: { field: 'high' },
          color,
        },
      },
      {
        mark: { type: 'line', strokeWidth: 1.5, point: { filled: true, size: 18 } },
        encoding: {
          x: place,
          y: {
            field: 'mean',
            type: 'quantitative',
            title: 'Exact match (EM)',
            scale: { zero: false },
            axis: { format, titleX: -46 },
          },
          color,
        },
      },
    ],
  };
}

function subsetColour(shown: readonly Subset[], sourcesDiffer: boolean) {
  const labels = shown.map((name) => [
    name,
    `${subsetLabels[name].symbol}: ${subsetMeaning(name, sourcesDiffer)}`,
  ]);
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
    const lines = wrapped(title, (((stageEnd - start) / end) * plot.width) / letterWidth);
    const y = -8 - titleLine * (lines.length - 1);
    return { title: lines.join('\n'), lines: lines.length, middle: (start + stageEnd) / 2, y };
  });
}

function pointSeeds(points: readonly CurvePoint[]): string {
  const seeds = points.map((point) => point.seeds);
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  return least === most ? counted(most, 'seed') : `${least} to ${counted(most, 'seed')}`;
}

function seedsNote(points: readonly CurvePoint[]): string {
  return points.every(({ seeds }) => seeds === 1)
    ? 'one seed, no interval'
    : 'dots: mean over seeds; bars, side by side: 95 % bootstrap interval over seeds';
}

function omittedNote({ subset, low, high }: OmittedSubset, sourcesDiffer: boolean): string {
  const range = [...new Set([low.toFixed(3), high.toFixed(3)])].join(' to ');
  const { symbol } = subsetLabels[subset];
  return `not drawn: ${symbol} (${subsetMeaning(subset, sourcesDiffer)}), ${range} throughout`;
}
