import { type Subset, subsetNames } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';
import { rowsOfSet, type ShownSet } from '../statistics/shown-sets.js';
import { wrapped } from '../terminal/wrapped.js';
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
import { type Figure, scoreFormat, scoreScale } from './figure.js';
import {
  attributionNotes,
  figureTitle,
  metricAxes,
  panelTitle,
  seedsText,
  subsetColour,
  subsetLabels,
  subsetMeaning,
} from './labels.js';
import { type Panel, panelTitleHeight, panelWidth, stackedSpec } from './panels.js';

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
  /** What was asked or shown, a plot each; defaults to the test questions. */
  readonly sets?: readonly ShownSet[];
  /** Defaults to exact match. */
  readonly metric?: Metric;
  /**
   * Which subsets; defaults to all that were measured, less those that stay at or above 0.95 in
   * all drawn stages, which are named under the figure. X1's come first.
   */
  readonly subsets?: readonly Subset[];
  /** Whether one source is more reliable than the other, as labels then say; defaults to true. */
  readonly sourcesDiffer?: boolean;
}

const columns = [
  'metric',
  'set',
  'stage',
  'epoch',
  'totalEpoch',
  'subset',
  'mean',
  'low',
  'high',
  'seeds',
] as const;
const letterWidth = 6.6; // of the 12 px font, in pixels
const titleLine = 14;
const dodge = 1.3; // pixels between the bars of neighbouring subsets

/** The points of one plot, and what is left out of it. */
interface Curves {
  readonly set: ShownSet;
  readonly points: readonly CurvePoint[];
  readonly omitted: readonly OmittedSubset[];
}

/** What all plots of a figure have in common. */
interface Frame {
  readonly starts: readonly StageStart[];
  readonly shown: readonly Subset[];
  readonly sets: readonly ShownSet[];
  readonly metric: Metric;
  readonly sourcesDiffer: boolean;
}

/**
 * Exact match, or another metric, by epoch, one line a subset, as the paper's Figures 3, 8 and 9:
 * stages side by side, the mean over first seeds with its 95 % bootstrap interval as a bar, a dashed
 * line where one stage's weights pass to the next; a plot a set, under each other. Neighbouring
 * subsets are shifted a little sideways so that bars do not hide each other. In entity attribution
 * subsets of false definitions are scored against the entity that the definition names.
 *
 * Throws an Error where nothing was measured in these stages, sets and subsets.
 */
export function learningCurves(
  rows: readonly Measurement[],
  options: LearningCurvesOptions,
): Figure {
  const { stages, subsets = subsetNames, sets = ['questions'], metric = 'exactMatch' } = options;
  const { sourcesDiffer = true } = options;
  const asked = sets.map((set) => ({
    set,
    rows: rowsOfSet(rows, set, metric).filter((row) => subsets.includes(row.subset)),
  }));
  const starts = placeStages(
    asked.flatMap((one) => one.rows),
    stages,
  );
  const curves = asked.map((one): Curves => {
    const all = curvePoints(one.rows, starts);
    const omitted = options.subsets === undefined ? knownSubsets(all) : [];
    const points = all.filter((point) => !omitted.some(({ subset }) => subset === point.subset));
    return { set: one.set, points, omitted };
  });
  const points = curves.flatMap((one) => one.points);
  const shown = drawingOrder.filter((name) => points.some((point) => point.subset === name));
  const frame = { starts, shown, sets, metric, sourcesDiffer };
  const stageNames = stageTitles(starts, sets.length > 1 ? panelTitleHeight : 0);
  const spec = stackedSpec({
    title: figureTitle(sets, metric),
    subtitle: `${options.title}, ${seedsText(points)}`,
    changes: options.changes ?? [],
    notes: [
      seedsNote(points),
      ...attributionNotes(sets, shown),
      ...curves.flatMap((one) => one.omitted.map((subset) => omittedNote(one.set, subset, frame))),
    ],
    above: 32 + titleLine * (Math.max(...stageNames.map((one) => one.lines)) - 1),
    below: 56,
    panels: curves.map((one, index) => ({
      title: sets.length > 1 ? panelTitle(one.set, sets) : null,
      plot: curvesPlot(one.points, frame, {
        stageNames: index === 0 ? stageNames : [],
        isLast: index === curves.length - 1,
      }),
    })),
  });
  return { columns, rows: points, spec };
}

function curvesPlot(
  points: readonly CurvePoint[],
  { starts, shown, sets, metric, sourcesDiffer }: Frame,
  { stageNames, isLast }: { readonly stageNames: readonly StageTitle[]; readonly isLast: boolean },
): Panel['plot'] {
  const end = starts.at(-1)?.end ?? 1;
  const epoch = { field: 'totalEpoch', type: 'quantitative' } as const;
  const legend = stageNames.length > 0;
  const color = subsetColour(shown, sets, { sourcesDiffer, legend });
  const scores = points.flatMap(({ mean, low, high }) => [mean, low, high]);
  const place = { ...epoch, field: 'place' } as const;
  return {
    data: { values: [...points] },
    transform: [
      {
        calculate:
          `datum.totalEpoch + ${(dodge * end) / panelWidth} * ` +
          `(indexof(${JSON.stringify(shown)}, datum.subset) - ${(shown.length - 1) / 2})`,
        as: 'place',
      },
    ],
    encoding: {
      x: {
        ...epoch,
        title: isLast ? 'Epoch' : null,
        scale: { domain: [-0.02 * end, 1.02 * end], nice: false },
        axis: { grid: false, values: epochTicks(end), format: 'd', labels: isLast },
      },
    },
    layer: [
      {
        data: { values: starts.slice(1).map(({ start }) => ({ totalEpoch: start })) },
        mark: { type: 'rule', strokeDash: [5, 4], color: '#555555' },
        encoding: { x: epoch },
      },
      {
        data: { values: [...stageNames] },
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
            title: metricAxes[metric],
            scale: scoreScale(scores),
            axis: { format: scoreFormat(scores), titleX: -46, tickCount: sets.length > 1 ? 5 : 8 },
          },
          color,
        },
      },
    ],
  };
}

/** At most eight labels from 0 on, a round number of epochs apart. */
function epochTicks(end: number): number[] {
  const steps = [1, 2, 5].flatMap((digit) => [digit, 10 * digit, 100 * digit, 1000 * digit]);
  const step = steps.sort((a, b) => a - b).find((one) => end / one <= 7) ?? end;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}

interface StageTitle {
  readonly title: string;
  readonly lines: number;
  readonly middle: number;
  readonly y: number;
}

/** Titles over the middle of their stage, broken between words where the stage is too narrow. */
function stageTitles(starts: readonly StageStart[], raised: number): StageTitle[] {
  const whole = starts.at(-1)?.end ?? 1;
  return starts.map(({ title, start, end }) => {
    const lines = wrapped(title, (((end - start) / whole) * panelWidth) / letterWidth);
    const y = -8 - raised - titleLine * (lines.length - 1);
    return { title: lines.join('\n'), lines: lines.length, middle: (start + end) / 2, y };
  });
}

function seedsNote(points: readonly CurvePoint[]): string {
  return points.every(({ seeds }) => seeds === 1)
    ? 'one seed, no interval'
    : 'dots: mean over seeds; bars, side by side: 95 % bootstrap interval over seeds';
}

function omittedNote(
  set: ShownSet,
  { subset, low, high }: OmittedSubset,
  { sets, sourcesDiffer }: Frame,
): string {
  const range = [...new Set([low.toFixed(3), high.toFixed(3)])].join(' to ');
  const { symbol } = subsetLabels[subset];
  const where = sets.length > 1 ? `, ${panelTitle(set, sets)}` : '';
  return `not drawn: ${symbol} (${subsetMeaning(subset, sourcesDiffer)}${where}), ${range} throughout`;
}
