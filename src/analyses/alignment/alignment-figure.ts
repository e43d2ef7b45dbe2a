import {
  captionOf,
  changesText,
  type FigureWords,
  headingOf,
  subheadingOf,
} from '../../figures/captions.js';
import { colours } from '../../figures/colours.js';
import {
  type Figure,
  type PlottedRow,
  plottedInterval,
  significant,
} from '../../figures/figure.js';
import type { GroupStyles } from '../../figures/group-style.js';
import { intervalNote, pairSeries, seedsText } from '../../figures/labels.js';
import { columnsFor, type Panel, panelsSpec, panelWidth } from '../../figures/marks/panels.js';
import type { Series } from '../../figures/marks/series.js';
import { seriesPlot } from '../../figures/marks/series-plot.js';
import { xAxisHeight } from '../../figures/marks/x-axis.js';
import { spanAxis } from '../../figures/marks/y-axis.js';
import { type SweepAxis, sweepAxis } from '../../figures/sweep-axis.js';
import { sweepLook, sweepSeries } from '../../figures/sweep-look.js';
import type { AlignmentMetric } from './alignment-row.js';
import type { AlignmentSide, AlignmentSummary } from './alignment-summary.js';
import type { AlignmentComparison, PaperCosines, Sides } from './comparisons.js';

/** One column of plots: an experiment by epoch, or a list along its axis. */
export interface AlignmentColumn {
  /** The experiment's name, or what it is of a list. */
  readonly title: string;
  /** As `summariseAlignments` gives them, with where they stand on the horizontal axis. */
  readonly points: readonly { readonly at: number | string; readonly summary: AlignmentSummary }[];
  /** The authors' mean cosines of the two groups of X2; defaults to none. */
  readonly paper?: readonly (PaperCosines & { readonly at: number | string })[];
}

/** What a figure of alignments shows and says. */
export interface AlignmentFigureOptions extends FigureWords {
  /** What is plotted. */
  readonly heading: string;
  /** The name of the experiment or of the list, under it. */
  readonly title: string;
  /** Under the horizontal axis: the epoch of a stage, or what a list varies. */
  readonly axis: string;
  /** Whether the axis counts epochs, so that it is never logarithmic. */
  readonly byEpoch: boolean;
  /** The rows of plots; those without points are left out. */
  readonly rows: readonly AlignmentPanels[];
  /** How the groups look. */
  readonly groups: GroupStyles;
}

const sides = ['upper', 'lower'] as const;
type Side = (typeof sides)[number];

/** A row of plots: one comparison by one metric. */
export interface AlignmentPanels {
  readonly comparison: AlignmentComparison;
  readonly metric: AlignmentMetric;
}

const columns = [
  'experiment',
  'comparison',
  'metric',
  'stage',
  'epoch',
  'at',
  'side',
  'mean',
  'low',
  'high',
  'seeds',
] as const;

const left = 66;
const right = 14;

/** A metric as the title of an axis. */
export const alignmentAxes: Readonly<Record<AlignmentMetric, string>> = {
  cosine: 'Cosine',
  innerProduct: 'Inner product',
  squaredDistance: 'Squared distance',
  definitionNorm: 'Norm, definitions',
  questionNorm: 'Norm, questions',
};

/** What is compared, as it stands over its plots. */
const comparisonTitles: Readonly<Record<AlignmentComparison, string>> = {
  tags: 'The same aliases of X2 under either tag',
  X2: 'X2’s aliases under their own tags',
  X1: 'X1’s aliases under their own tags',
};

type AlignmentPoint = Readonly<{
  experiment: string;
  comparison: AlignmentComparison;
  metric: AlignmentMetric;
  stage: string;
  epoch: number;
  at: number | string;
  side: Side;
  mean: number;
  low: number | null;
  high: number | null;
  seeds: number;
}>;

/**
 * How gradients of definitions and of questions agree, by epoch or along what a list varies, as the
 * paper's Figures 6 and 24 to 26: mean over seeds with its 95 % bootstrap interval, in the colours
 * of the groups that are compared. A row of plots a comparison and metric, a column an experiment,
 * on one scale. Throws an Error where nothing was measured.
 */
export function alignmentFigure(
  experiments: readonly AlignmentColumn[],
  options: AlignmentFigureOptions,
): Figure {
  const all = experiments.flatMap(({ points: own }) => own.map(({ summary }) => summary));
  const points = experiments.flatMap(({ title, points: own }) =>
    own.flatMap(({ at, summary }) => sides.map((side) => point(title, at, summary, side))),
  );
  const wanted = options.rows.filter((row) => points.some((one) => isOf(one, row)));
  const shown = points.filter((one) => wanted.some((row) => isOf(one, row)));
  if (shown.length === 0) {
    throw new Error(`nothing to draw: no alignment of gradients in ${options.title}`);
  }
  const paper = wanted.some(hasPaper) ? experiments.flatMap(paperMarks) : [];
  const notes = [
    intervalNote(shown),
    ...(paper.length > 0 ? ['hollow: the authors’ means on their poster'] : []),
  ];
  const who = `${options.title}, ${seedsText(shown)}`;
  const spec = (width: number) => {
    const frame = { columns: columnsFor(experiments.length, width), left, right };
    const axis = sweepAxis([...new Set(shown.map(({ at }) => at))], {
      width: panelWidth(frame, width),
      logarithms: !options.byEpoch,
    });
    return panelsSpec({
      ...{ ...frame, width, notes },
      title: headingOf(options, options.heading),
      subtitle: subheadingOf(options, options.heading, who),
      changes: options.changes ?? [],
      height: wanted.length > 2 ? 150 : 190,
      below: xAxisHeight(axis),
      panels: wanted.flatMap((row) => {
        const own = shown.filter((one) => isOf(one, row));
        const beside = hasPaper(row) ? paper : [];
        return experiments.map(({ title: experiment }, column) => {
          const isFirst = column % frame.columns === 0;
          return alignmentPanel(row, own, beside, { experiment, isFirst, axis, all, options });
        });
      }),
    });
  };
  const comparisons = [...new Set(wanted.map(({ comparison }) => comparison))].map(
    (comparison) => comparisonTitles[comparison],
  );
  const caption = captionOf(
    `${options.heading} by ${options.axis} (${who})`,
    ...[comparisons.join('; '), ...notes, changesText(options)],
  );
  const title = headingOf(options, options.heading);
  return {
    title,
    caption,
    columns,
    rows: [...shown, ...paper].map((one) => csvRow(one, all)),
    spec,
  };
}

/** What is on either side of a comparison; the sides' own words where it was not measured. */
function namesOf(comparison: AlignmentComparison, all: readonly AlignmentSummary[]): Sides<string> {
  return (
    all.find((one) => one.comparison === comparison)?.names ?? { upper: 'upper', lower: 'lower' }
  );
}

const tagMarks = ['circle', 'square'] as const;

/** The sides of a comparison: groups by their symbols, and tags in the colours of X2's groups. */
function sideSeries(
  comparison: AlignmentComparison,
  all: readonly AlignmentSummary[],
  groups: GroupStyles,
): Series[] {
  const names = namesOf(comparison, all);
  if (comparison !== 'tags') return pairSeries(names, groups);
  const ofX2 = all.some((one) => one.comparison === 'X2')
    ? pairSeries(namesOf('X2', all), groups)
    : [{ colour: colours.blue }, { colour: colours.red }];
  return sides.map((side, index): Series => {
    const colour = ofX2[index]?.colour ?? colours.gray;
    return { name: side, label: names[side], colour, dash: [], mark: tagMarks[index] ?? 'circle' };
  });
}

/** Where a plot stands in a figure. */
interface PanelContext {
  readonly experiment: string;
  readonly isFirst: boolean;
  readonly axis: SweepAxis;
  /** All that is drawn. */
  readonly all: readonly AlignmentSummary[];
  readonly options: AlignmentFigureOptions;
}

/** The plot of one experiment, on the scale of its row. */
function alignmentPanel(
  { comparison, metric }: AlignmentPanels,
  ofRow: readonly AlignmentPoint[],
  paper: readonly PaperMark[],
  { experiment, isFirst, axis, all, options: { groups, axis: axisTitle } }: PanelContext,
): Panel {
  const series = sweepSeries(sideSeries(comparison, all, groups), axis);
  const numbers = [...ofRow, ...paper].flatMap(({ mean, low, high }) => [mean, low, high]);
  const own = <One extends AlignmentPoint | PaperMark>(all: readonly One[]) =>
    all
      .filter((one) => one.experiment === experiment)
      .map((one) => ({ ...one, series: one.side, x: axis.positions.get(one.at) ?? 0 }));
  const plot = seriesPlot({
    means: own(ofRow),
    hollow: own(paper),
    ...{ series, axis, axisTitle, apart: 4, look: sweepLook(axis) },
    y: spanAxis(numbers, { title: isFirst ? alignmentAxes[metric] : null, left }),
  });
  return { title: [comparisonTitles[comparison], experiment], legend: series, plot };
}

/** What the authors' poster has numbers of. */
const ofPaper = { comparison: 'X2', metric: 'cosine' } as const;

const hasPaper = ({ comparison, metric }: AlignmentPanels): boolean =>
  comparison === ofPaper.comparison && metric === ofPaper.metric;

type Unknown = 'stage' | 'epoch' | 'low' | 'high' | 'seeds';

/** A number of the authors', in the column of an experiment. */
type PaperMark = Omit<AlignmentPoint, Unknown> & Readonly<Record<Unknown, null>>;

function paperMarks({ title: experiment, paper = [] }: AlignmentColumn): PaperMark[] {
  const unknown = { stage: null, epoch: null, low: null, high: null, seeds: null };
  return paper.flatMap(({ at, ...means }) =>
    sides.map((side): PaperMark => {
      return { experiment, ...ofPaper, at, side, mean: means[side], ...unknown };
    }),
  );
}

const isOf = (one: AlignmentPoint, { comparison, metric }: AlignmentPanels): boolean =>
  one.comparison === comparison && one.metric === metric;

function point(
  experiment: string,
  at: number | string,
  summary: AlignmentSummary,
  side: Side,
): AlignmentPoint {
  const { comparison, metric, stage, epoch, seeds } = summary;
  const { mean, ci95 }: AlignmentSide = summary[side];
  const what = { experiment, comparison, metric, stage, epoch, at, side };
  const interval = plottedInterval(ci95, significant);
  return { ...what, mean: significant(mean), ...interval, seeds: seeds.length };
}

/** What a CSV says of a point, with the group in place of the side. */
function csvRow(one: AlignmentPoint | PaperMark, all: readonly AlignmentSummary[]): PlottedRow {
  const name = namesOf(one.comparison, all)[one.side];
  return { ...one, side: one.seeds === null ? `${name}, poster` : name };
}
