import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';
import { type GapStages, isSingleStage } from '../statistics/gap-stages.js';
import { summariseOwnEnds } from '../statistics/group-summary.js';
import type { ShownSet } from '../statistics/shown-sets.js';
import { drawingOrder } from './curve-points.js';
import { type Figure, plotted, scoreFormat, scoreScale } from './figure.js';
import {
  attributionNotes,
  figureTitle,
  metricAxes,
  panelTitle,
  seedsText,
  subsetColour,
} from './labels.js';
import { type Panel, panelWidth, stackedSpec } from './panels.js';
import { type SweepAxis, sweepAxis } from './sweep-axis.js';

/** One experiment of a list that varies one thing. */
export interface SweepMember {
  /** Where it stands on the axis. */
  readonly at: number | string;
  readonly rows: readonly Measurement[];
  readonly stages: GapStages;
}

/** What else a figure of a sweep says. */
export interface SweepPointsOptions {
  /** The name of the list, over the figure. */
  readonly title: string;
  /** What the list varies, under the axis. */
  readonly axis: string;
  /** What was asked, a plot each; defaults to the test questions. */
  readonly sets?: readonly ShownSet[];
  /** Defaults to exact match. */
  readonly metric?: Metric;
  /** Settings that differ from the experiments' own; defaults to none. */
  readonly changes?: readonly string[];
}

type SweepRow = Readonly<{
  at: number | string;
  metric: Metric;
  set: EvaluationSet;
  subset: Subset;
  stage: string;
  epoch: number;
  mean: number;
  low: number | null;
  high: number | null;
  seeds: number;
}>;

const columns = [
  'at',
  'metric',
  'set',
  'subset',
  'stage',
  'epoch',
  'mean',
  'low',
  'high',
  'seeds',
] as const;

/**
 * Exact match, or another metric, along what a list of experiments varies, one colour a subset, as
 * the paper's Figures 4, 11, 13 and 16 to 18: X1's subsets after Stage 1, X2's after the last stage,
 * with 95 % bootstrap intervals; a plot a set. Numbers are joined by lines, and lie on a logarithmic
 * axis where they span decades.
 *
 * Throws an Error where nothing was measured in these sets, or two experiments stand at one value.
 */
export function sweepPoints(members: readonly SweepMember[], options: SweepPointsOptions): Figure {
  const { sets = ['questions'], metric = 'exactMatch', changes = [] } = options;
  const axis = sweepAxis(members.map(({ at }) => at));
  const plots = sets.map((set) => ({
    set,
    rows: members.flatMap((member) => memberRows(member, set, metric)),
  }));
  const rows = plots.flatMap((plot) => plot.rows);
  if (rows.length === 0) throw new Error(`nothing to draw: no ${metric} in ${sets.join(', ')}`);
  const shown = drawingOrder.filter((name) => rows.some(({ subset }) => subset === name));
  const several = sets.length > 1;
  const spec = stackedSpec({
    title: figureTitle(sets, metric),
    subtitle: `${options.title}, ${seedsText(rows)}`,
    changes,
    notes: [...notesOf(members, rows), ...attributionNotes(sets, shown)],
    above: 12,
    below: 44 + 14 * axis.lines,
    panels: plots.map((plot, index) => ({
      title: several ? panelTitle(plot.set, sets) : null,
      plot: pointsPlot(plot.rows, axis, {
        axisTitle: index === plots.length - 1 ? options.axis : null,
        colour: subsetColour(shown, sets, { sourcesDiffer: true, legend: index === 0 }),
        shown,
        metric,
        several,
      }),
    })),
  });
  return { columns, rows, spec };
}

function memberRows({ at, rows, stages }: SweepMember, set: ShownSet, metric: Metric): SweepRow[] {
  return summariseOwnEnds(rows, stages, set, metric).map((end): SweepRow => {
    const { stage, epoch, subset, mean, ci95, seeds } = end;
    const low = ci95 === null ? null : plotted(ci95.low);
    const high = ci95 === null ? null : plotted(ci95.high);
    const measured = { subset, stage, epoch, mean: plotted(mean), low, high, seeds };
    return { at, metric: end.metric, set: end.set, ...measured };
  });
}

function notesOf(members: readonly SweepMember[], rows: readonly SweepRow[]): string[] {
  const single = members.every(({ stages }) => isSingleStage(stages));
  const when = single ? 'after training' : 'X1 after Stage 1, X2 after the last stage';
  return rows.every(({ seeds }) => seeds === 1)
    ? [`one seed, no interval; ${when}`]
    : [`dots: mean over seeds, ${when}; bars: 95 % bootstrap interval over seeds`];
}

interface PlotSettings {
  /** Null where the axis stands under a lower plot. */
  readonly axisTitle: string | null;
  readonly colour: ReturnType<typeof subsetColour>;
  readonly shown: readonly Subset[];
  readonly metric: Metric;
  readonly several: boolean;
}

function pointsPlot(
  rows: readonly SweepRow[],
  axis: SweepAxis,
  { axisTitle, colour: color, shown, metric, several }: PlotSettings,
): Panel['plot'] {
  const place = { field: 'place', type: 'quantitative' } as const;
  const scores = rows.flatMap(({ mean, low, high }) => [mean, low, high]);
  const isLast = axisTitle !== null;
  return {
    data: { values: placed(rows, axis, shown) },
    encoding: {
      x: {
        ...place,
        title: axisTitle,
        scale: { domain: [...axis.domain], nice: false, zero: false },
        axis: {
          grid: false,
          labels: isLast,
          labelLimit: 0,
          titleLimit: 0,
          values: [...axis.places.values()],
          labelExpr: `(${JSON.stringify(axis.labels)})[datum.value]`,
        },
      },
    },
    layer: [
      ...(axis.continuous ? [] : [separators(axis)]),
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
        encoding: {
          x: place,
          y: { field: 'low', type: 'quantitative' },
          y2: { field: 'high' },
          color,
        },
      },
      {
        mark: axis.continuous
          ? { type: 'line', strokeWidth: 1.2, point: { filled: true, size: 30 } }
          : { type: 'point', filled: true, size: 40, opacity: 1 },
        encoding: {
          x: place,
          y: {
            field: 'mean',
            type: 'quantitative',
            title: metricAxes[metric],
            scale: scoreScale(scores),
            axis: { format: scoreFormat(scores), titleX: -46, tickCount: several ? 5 : 8 },
          },
          color,
        },
      },
    ],
  };
}

/** Faint lines half way between neighbouring names. */
function separators({ places }: SweepAxis) {
  const halves = [...places.values()].slice(1).map((place) => ({ place: place - 0.5 }));
  return {
    data: { values: halves },
    mark: { type: 'rule', color: '#cccccc' },
    encoding: { x: { field: 'place', type: 'quantitative' } },
  } as const;
}

/** Adds the horizontal place; subsets of one value stand side by side. */
function placed(rows: readonly SweepRow[], axis: SweepAxis, shown: readonly Subset[]) {
  const pixels = Math.min(axis.continuous ? 2.5 : 8, axis.spacing / (shown.length + 1));
  const unit = (axis.domain[1] - axis.domain[0]) / panelWidth;
  return rows.map((row) => {
    const aside = shown.indexOf(row.subset) - (shown.length - 1) / 2;
    return { ...row, place: plotted((axis.places.get(row.at) ?? 0) + aside * pixels * unit) };
  });
}
