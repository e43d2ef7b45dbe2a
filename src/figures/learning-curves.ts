import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';
import { rowsOfSet, type ShownSet } from '../statistics/shown-sets.js';
import { captionOf, changesText, type FigureWords, headingOf, subheadingOf } from './captions.js';
import { type ChanceLevels, chanceText } from './chance.js';
import {
  type CurvePoint,
  curvePoints,
  knownGroups,
  type OmittedGroup,
  type StageSpan,
  type StageStart,
  stageStarts,
} from './curve-points.js';
import type { Figure } from './figure.js';
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
import { type Panel, panelsSpec, panelWidth, stackFor, stackHeight } from './marks/panels.js';
import { chanceRule } from './marks/rule.js';
import { seriesPlot } from './marks/series-plot.js';
import { stageBanner, stageRules } from './marks/stage-rule.js';
import { perPixel, type XAxis, xAxisHeight } from './marks/x-axis.js';
import { fromTop, scoreAxis } from './marks/y-axis.js';
import { everyWhich, thinned } from './thinned.js';

/** What a figure of learning curves shows. */
export interface LearningCurvesOptions extends FigureWords {
  /** The experiment's name, under the title. */
  readonly title: string;
  /** How the groups look, and in which order they are drawn. */
  readonly groups: GroupStyles;
  /** What guessing scores in exact match, a dotted line each; defaults to none. */
  readonly chance?: ChanceLevels;
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
   * Which groups; defaults to all that were measured, less those that stay at or above 0.95 in
   * all drawn stages, which are named under the figure.
   */
  readonly subsets?: readonly string[];
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
const look = { bar: { width: 1.5, opacity: 0.5 }, dot: { area: 30 }, line: 1.5 } as const;
const apart = 1.3; // pixels between the bars of neighbouring subsets

/** The points of one plot, and what is left out of it. */
interface Curves {
  readonly set: ShownSet;
  readonly points: readonly CurvePoint[];
  readonly omitted: readonly OmittedGroup[];
}

/**
 * Exact match, or another metric, by epoch, one line a group, as the paper's Figures 3, 8 and 9:
 * stages side by side, the mean over first seeds with its 95 % bootstrap interval as a bar, a dashed
 * line where one stage's weights pass to the next; a plot a set, under each other. In entity
 * attribution groups of false definitions are scored against the entity that the definition names.
 *
 * Throws an Error where nothing was measured in these stages, sets and groups.
 */
export function learningCurves(
  rows: readonly Measurement[],
  options: LearningCurvesOptions,
): Figure {
  const { groups, stages, sets = ['questions'], metric = 'exactMatch', subsets } = options;
  const asked = sets.map((set) => {
    const own = rowsOfSet(rows, set, groups.groups, metric);
    return { set, rows: own.filter(({ subset }) => subsets?.includes(subset) ?? true) };
  });
  const starts = stageStarts(
    asked.flatMap((one) => one.rows),
    stages,
  );
  const curves = asked.filter(hasRows).map((one): Curves => {
    const all = curvePoints(one.rows, starts, groups.order);
    const omitted = subsets === undefined ? knownGroups(all, groups.order) : [];
    const points = all.filter((point) => !omitted.some(({ subset }) => subset === point.subset));
    return { set: one.set, points, omitted };
  });
  const points = curves.flatMap((one) => one.points);
  const series = groupSeries(shownGroups(points, groups), sets, groups);
  const several = sets.length > 1;
  const what = figureTitle(sets, metric);
  const who = `${options.title}, ${seedsText(points)}`;
  const chanceOf = (set: ShownSet) =>
    metric === 'exactMatch' ? (options.chance?.get(set) ?? null) : null;
  const omitted = curves.flatMap((one) => omittedNotes(one, sets, groups));
  const attributed = attributionNotes(points, groups);
  const spec = (width: number) => {
    const frame = stackFor(width);
    const axis = epochAxis(starts, panelWidth(frame, width));
    const epochs = [...new Set(points.map(({ totalEpoch }) => totalEpoch))].sort((a, b) => a - b);
    const gaps = epochs.slice(1).map((epoch, index) => epoch - (epochs[index] ?? 0));
    const spacing = Math.min(...gaps, axis.domain[1]) / perPixel(axis);
    const every = everyWhich({ needed: apart * series.length + 3, spacing });
    const height = stackHeight(curves.length);
    const drawn = curves.map((one) => {
      const chance = chanceOf(one.set);
      const scores = one.points.flatMap(({ mean, low, high }) => [mean, low, high]);
      const y = scoreAxis(
        [...scores, chance],
        { title: metricAxes[metric], ticks: several ? 5 : 8, left: frame.left },
        mostOf(metric),
      );
      return { ...one, chance, y };
    });
    const panels = drawn.map(({ set, points: own, chance, y }, index): Panel => {
      const isLast = index === curves.length - 1;
      const means = own.map((point) => ({ ...point, series: point.subset, x: point.totalEpoch }));
      const names = series.map(({ name }) => name);
      const plot = seriesPlot({
        means: thinned(means, names, every),
        ...{ series, axis, look, apart, labelled: isLast, y },
        axisTitle: isLast ? 'Epoch' : null,
        under: [...stageRules(starts), ...chanceRule(chance)],
      });
      return { title: several ? [panelTitle(set, sets)] : [], plot };
    });
    const [first] = drawn;
    const last = axis.domain[1] / 1.02;
    const ended = series.map((one) => {
      const end = points.find(
        ({ subset, totalEpoch }) => subset === one.name && totalEpoch === last,
      );
      if (several || first === undefined || end === undefined) return one;
      return { ...one, end: fromTop(first.y, end.mean, height) };
    });
    return panelsSpec({
      ...{ ...frame, width, height, panels, legend: ended },
      title: headingOf(options, what),
      subtitle: subheadingOf(options, what, who),
      changes: options.changes ?? [],
      notes: [intervalNote(points, { sideBySide: true, every }), ...attributed, ...omitted],
      below: xAxisHeight(axis),
      sharedAxis: true,
      banner: stageBanner(starts, axis),
    });
  };
  const caption = captionOf(
    `${what} by epoch of training (${who})`,
    series.map(({ label }) => label).join('; '),
    intervalNote(points),
    chanceText(sets.length === 1 ? chanceOf(sets[0] ?? 'questions') : null),
    ...[...attributed, ...omitted, changesText(options)],
  );
  return { title: headingOf(options, what), caption, columns, rows: points, spec };
}

/** A set of which nothing was measured would be an empty plot. */
const hasRows = ({ rows }: { readonly rows: readonly Measurement[] }) => rows.length > 0;

/** All epochs, with at most eight labels from 0 on, a round number of epochs apart. */
function epochAxis(stages: readonly StageStart[], width: number): XAxis {
  const end = stages.at(-1)?.end ?? 1;
  const labels = Math.min(7, Math.floor(width / 50));
  const steps = [1, 2, 5].flatMap((digit) => [digit, 10 * digit, 100 * digit, 1000 * digit]);
  const step = steps.sort((a, b) => a - b).find((one) => end / one <= labels) ?? end;
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  return {
    domain: [-0.02 * end, 1.02 * end],
    width,
    labels: new Map(ticks.map((tick) => [tick, [String(tick)]])),
    upright: false,
  };
}

function omittedNotes(
  { set, omitted }: Curves,
  sets: readonly ShownSet[],
  groups: GroupStyles,
): string[] {
  return omitted.map(({ subset, low, high }) => {
    const range = [...new Set([low.toFixed(3), high.toFixed(3)])].join(' to ');
    const where = sets.length > 1 ? `, ${panelTitle(set, sets)}` : '';
    const what = `${groups.symbolOf(subset)} (${groups.meaningOf(subset)}${where})`;
    return `not drawn: ${what}, ${range} throughout`;
  });
}
