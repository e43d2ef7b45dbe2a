import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';
import { summariseOwnEnds } from '../statistics/group-summary.js';
import { isSingleStage, type LearnedStages } from '../statistics/learned-stages.js';
import type { ShownSet } from '../statistics/shown-sets.js';
import { captionOf, changesText, type FigureWords, headingOf, subheadingOf } from './captions.js';
import { type ChanceLevels, chanceText } from './chance.js';
import { type Figure, plotted, plottedInterval, ruleColours } from './figure.js';
import type { GroupStyles } from './group-style.js';
import {
  attributionNotes,
  figureTitle,
  groupSeries,
  intervalNote,
  metricAxes,
  mostOf,
  panelTitle,
  seedsText,
  shownGroups,
} from './labels.js';
import { panelsSpec, panelWidth, stackFor, stackHeight } from './marks/panels.js';
import { chanceRule, verticalRules } from './marks/rule.js';
import { seriesPlot } from './marks/series-plot.js';
import { xAxisHeight } from './marks/x-axis.js';
import { fromTop, scoreAxis } from './marks/y-axis.js';
import { sweepAxis } from './sweep-axis.js';
import { sweepLook, sweepSeries } from './sweep-look.js';

/** One experiment of a list that varies one thing. */
export interface SweepMember {
  /** Where it stands on the axis. */
  readonly at: number | string;
  readonly rows: readonly Measurement[];
  readonly stages: LearnedStages;
}

/** What else a figure of a sweep says. */
export interface SweepFigureOptions extends FigureWords {
  /** The name of the list, under the title. */
  readonly title: string;
  /** What the list varies, under the axis. */
  readonly axis: string;
  /** How the groups look, and in which order they are drawn. */
  readonly groups: GroupStyles;
}

/** What a figure of single points shows. */
export interface SweepPointsOptions extends SweepFigureOptions {
  /** What was asked, a plot each; defaults to the test questions. */
  readonly sets?: readonly ShownSet[];
  /** Defaults to exact match. */
  readonly metric?: Metric;
  /** What guessing scores in exact match, a dotted line each; defaults to none. */
  readonly chance?: ChanceLevels;
}

/** A group's score in one experiment, after the stage that trains on it, over first seeds. */
export type SweepScore = Readonly<{
  at: number | string;
  metric: Metric;
  set: EvaluationSet;
  subset: string;
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
 * Exact match, or another metric, along what a list of experiments varies, one colour a group, as
 * the paper's Figures 4, 11, 13 and 16 to 18: X1's groups after Stage 1, X2's after the last stage,
 * with 95 % bootstrap intervals; a plot a set. Numbers are joined by lines, and lie on a logarithmic
 * axis where they span decades; names are set apart by lines between them.
 *
 * Throws an Error where nothing was measured in these sets, or two experiments stand at one value.
 */
export function sweepPoints(members: readonly SweepMember[], options: SweepPointsOptions): Figure {
  const { groups, sets = ['questions'], metric = 'exactMatch' } = options;
  const plots = sets.map((set) => ({ set, rows: sweepScores(members, { set, metric, groups }) }));
  const rows = plots.flatMap((plot) => plot.rows);
  if (rows.length === 0) throw new Error(`nothing to draw: no ${metric} in ${sets.join(', ')}`);
  const all = groupSeries(shownGroups(rows, groups), sets, groups);
  const several = sets.length > 1;
  const what = figureTitle(sets, metric);
  const who = `${options.title}, ${seedsText(rows)}`;
  const note = intervalNote(rows, { when: whenMeasured(members) });
  const attributed = attributionNotes(rows, groups);
  const chanceOf = (set: ShownSet) =>
    metric === 'exactMatch' ? (options.chance?.get(set) ?? null) : null;
  const spec = (width: number) => {
    const frame = stackFor(width);
    const axis = sweepAxis(
      members.map(({ at }) => at),
      { width: panelWidth(frame, width) },
    );
    const series = sweepSeries(all, axis);
    const halves = [...axis.positions.values()].slice(1).map((position) => position - 0.5);
    const height = stackHeight(plots.length);
    const drawn = plots.map((plot) => {
      const scores = plot.rows.flatMap(({ mean, low, high }) => [mean, low, high]);
      const parts = { title: metricAxes[metric], ticks: several ? 5 : 8, left: frame.left };
      return { ...plot, y: scoreAxis([...scores, chanceOf(plot.set)], parts, mostOf(metric)) };
    });
    const [first] = drawn;
    const last = Math.max(...axis.positions.values());
    const ended = series.map((one) => {
      const end = rows.find(
        ({ subset, at }) => subset === one.name && axis.positions.get(at) === last,
      );
      if (several || !axis.continuous || first === undefined || end === undefined) return one;
      return { ...one, end: fromTop(first.y, end.mean, height) };
    });
    return panelsSpec({
      ...{ ...frame, width, height, legend: ended },
      title: headingOf(options, what),
      subtitle: subheadingOf(options, what, who),
      changes: options.changes ?? [],
      notes: [note, ...attributed],
      below: xAxisHeight(axis),
      sharedAxis: true,
      panels: drawn.map((plot, index) => {
        const isLast = index === plots.length - 1;
        return {
          title: several ? [panelTitle(plot.set, sets)] : [],
          plot: seriesPlot({
            means: plot.rows.map((row) => {
              return { ...row, series: row.subset, x: axis.positions.get(row.at) ?? 0 };
            }),
            ...{ series, axis, labelled: isLast, y: plot.y },
            axisTitle: isLast ? options.axis : null,
            apart: Math.min(axis.continuous ? 2.5 : 8, axis.spacing / (series.length + 1)),
            look: sweepLook(axis),
            under: [
              ...(axis.continuous ? [] : verticalRules(halves, { colour: ruleColours.weak })),
              ...chanceRule(chanceOf(plot.set)),
            ],
          }),
        };
      }),
    });
  };
  const caption = captionOf(
    `${what} by ${options.axis} (${who})`,
    all.map(({ label }) => label).join('; '),
    ...[note, chanceText(sets.length === 1 ? chanceOf(sets[0] ?? 'questions') : null)],
    ...[...attributed, changesText(options)],
  );
  return { title: headingOf(options, what), caption, columns, rows, spec };
}

/** Which scores of a sweep are wanted. */
interface SweepSelection extends Pick<SweepFigureOptions, 'groups'> {
  readonly set: ShownSet;
  readonly metric: Metric;
}

/** The scores of every member, as CSV files have them. */
export function sweepScores(
  members: readonly SweepMember[],
  { set, metric, groups }: SweepSelection,
): SweepScore[] {
  return members.flatMap(({ at, rows, stages }) =>
    summariseOwnEnds(rows, stages, set, groups.groups, metric).map((end): SweepScore => {
      const { stage, epoch, subset, mean, ci95, seeds } = end;
      const score = { mean: plotted(mean), ...plottedInterval(ci95), seeds };
      return { at, metric: end.metric, set: end.set, subset, stage, epoch, ...score };
    }),
  );
}

/** After which stages scores of a sweep are measured. */
export function whenMeasured(members: readonly SweepMember[]): string {
  return members.every(({ stages }) => isSingleStage(stages))
    ? 'after training'
    : 'X1 after Stage 1, X2 after the last stage';
}
