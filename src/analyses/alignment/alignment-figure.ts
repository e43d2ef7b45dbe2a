import { subsetColours } from '../../figures/colours.js';
import type { Figure, PlottedRow } from '../../figures/figure.js';
import { type GridPanel, gridPanelWidth, gridSpec } from '../../figures/grid.js';
import { seedsText, subsetLabels } from '../../figures/labels.js';
import { sweepAxis } from '../../figures/sweep-axis.js';
import {
  type SidedMark,
  significant,
  type TwoSides,
  twoSidedPlot,
  upperAndLower,
} from '../../figures/two-sides.js';
import type { AlignmentMetric } from './alignment-row.js';
import type { AlignmentSide, AlignmentSummary } from './alignment-summary.js';
import {
  type AlignmentComparison,
  comparedSubsets,
  type PaperCosines,
  paperSides,
  sideNames,
} from './comparisons.js';

/** One column of plots: an experiment by epoch, or a list along its axis. */
export interface AlignmentColumn {
  /** The experiment's name, or what it is of a list. */
  readonly title: string;
  /** As `summariseAlignments` gives them, with their places on the horizontal axis. */
  readonly points: readonly { readonly at: number | string; readonly summary: AlignmentSummary }[];
  /** The authors' mean cosines at those places; defaults to none. */
  readonly paper?: readonly (PaperCosines & { readonly at: number | string })[];
}

/** What a figure of alignments shows and says. */
export interface AlignmentFigureOptions {
  /** Stands over the figure. */
  readonly heading: string;
  /** The name of the experiment or of the list, under it. */
  readonly title: string;
  /** Under the horizontal axis: the epoch of a stage, or what a list varies. */
  readonly axis: string;
  /** Whether the axis counts epochs, so that it is never logarithmic. */
  readonly byEpoch: boolean;
  /** The rows of plots; those without points are left out. */
  readonly rows: readonly AlignmentPanels[];
  /** Settings that differ from the experiments' own; defaults to none. */
  readonly changes?: readonly string[];
}

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

/** A metric as the title of an axis. */
export const alignmentAxes: Readonly<Record<AlignmentMetric, string>> = {
  cosine: 'Cosine',
  innerProduct: 'Inner product',
  squaredDistance: 'Squared distance',
  definitionNorm: 'Norm, definitions',
  questionNorm: 'Norm, questions',
};

/** What is compared, over its plots. */
const comparisonTitles: Readonly<Record<AlignmentComparison, string>> = {
  tags: 'The same aliases of X2 under either tag',
  X2: 'X2’s aliases under their own tags',
  X1: 'X1’s aliases under their own tags',
};

/** The subsets whose colours the two sides of a comparison have; tags have those of X2. */
const coloured = { ...comparedSubsets, tags: comparedSubsets.X2 } as const;

/** The two sides of a comparison, in the paper's colours. */
function colouredSides(comparison: AlignmentComparison): TwoSides {
  const side = (which: 'upper' | 'lower') => {
    const subset = coloured[comparison][which];
    const name = comparison === 'tags' ? sideNames.tags[which] : subsetLabels[subset].symbol;
    return { name, colour: subsetColours[subset] };
  };
  return { upper: side('upper'), lower: side('lower') };
}

type AlignmentPoint = Readonly<{
  experiment: string;
  comparison: AlignmentComparison;
  metric: AlignmentMetric;
  stage: string;
  epoch: number;
  at: number | string;
  side: 'upper' | 'lower';
  mean: number;
  low: number | null;
  high: number | null;
  seeds: number;
}>;

/**
 * How gradients of definitions and of questions agree, by epoch or along what a list varies, as the
 * paper's Figures 6 and 24 to 26: mean over seeds with its 95 % bootstrap interval, tag 1's in blue
 * and tag 2's in red (X1's in the colours of its subsets). A row of plots a comparison and metric,
 * a column an experiment, on one scale. Throws an Error where nothing was measured.
 */
export function alignmentFigure(
  experiments: readonly AlignmentColumn[],
  options: AlignmentFigureOptions,
): Figure {
  const points = experiments.flatMap(({ title, points: own }) =>
    own.flatMap(({ at, summary }) => upperAndLower.map((side) => point(title, at, summary, side))),
  );
  const wanted = options.rows.filter((row) => points.some((one) => isOf(one, row)));
  const shown = points.filter((one) => wanted.some((row) => isOf(one, row)));
  if (shown.length === 0) {
    throw new Error(`nothing to draw: no alignment of gradients in ${options.title}`);
  }
  const marks = wanted.some(hasPaper) ? experiments.flatMap(paperMarks) : [];
  const layout = { columns: experiments.length, left };
  const width = gridPanelWidth(layout);
  const places = [...new Set(shown.map(({ at }) => at))];
  const axis = sweepAxis(places, { width, logarithms: !options.byEpoch });
  const spec = gridSpec({
    ...layout,
    title: options.heading,
    subtitle: [`${options.title}, ${seedsText(shown)}`],
    changes: options.changes ?? [],
    notes: [
      shown.every(({ seeds }) => seeds === 1)
        ? 'one seed, no interval'
        : 'dots: mean over seeds; bars: 95 % bootstrap interval over seeds',
      ...(marks.length > 0 ? ['hollow: the authors’ means on their poster'] : []),
    ],
    height: wanted.length > 2 ? 150 : 190,
    below: 34 + 14 * axis.lines,
    legend: 0,
    panels: wanted.flatMap((row) => {
      const ofRow = shown.filter((one) => isOf(one, row));
      return experiments.map(({ title }, column): GridPanel => {
        const own = ofRow.filter(({ experiment }) => experiment === title);
        return {
          title: [comparisonTitles[row.comparison], title, ''],
          plot: twoSidedPlot(own, ofRow, {
            sides: colouredSides(row.comparison),
            axis,
            width,
            axisTitle: options.axis,
            title: column === 0 ? alignmentAxes[row.metric] : null,
            marks: hasPaper(row) ? marks.filter(({ experiment }) => experiment === title) : [],
          }),
        };
      });
    }),
  });
  return { columns, rows: [...shown.map(named), ...marks.map(namedMark)], spec };
}

/** What the authors' poster has numbers of. */
const hasPaper = ({ comparison, metric }: AlignmentPanels): boolean =>
  comparison === 'X2' && metric === 'cosine';

/** A number of the authors', in the column of an experiment. */
interface PaperMark extends SidedMark {
  readonly experiment: string;
}

function paperMarks({ title: experiment, paper = [] }: AlignmentColumn): PaperMark[] {
  return paper.flatMap(({ at, ...cosines }): PaperMark[] => {
    const means = paperSides(cosines);
    return upperAndLower.map((side) => ({ experiment, at, side, mean: means[side] }));
  });
}

function namedMark({ experiment, at, side, mean }: PaperMark): PlottedRow {
  const unknown = { stage: null, epoch: null, low: null, high: null, seeds: null };
  const name = `${sideNames.X2[side]}, poster`;
  return { experiment, comparison: 'X2', metric: 'cosine', at, side: name, mean, ...unknown };
}

const isOf = (one: AlignmentPoint, { comparison, metric }: AlignmentPanels): boolean =>
  one.comparison === comparison && one.metric === metric;

function point(
  experiment: string,
  at: number | string,
  summary: AlignmentSummary,
  side: 'upper' | 'lower',
): AlignmentPoint {
  const { comparison, metric, stage, epoch, seeds } = summary;
  const { mean, ci95 }: AlignmentSide = summary[side];
  const low = ci95 === null ? null : significant(ci95.low);
  const high = ci95 === null ? null : significant(ci95.high);
  const what = { experiment, comparison, metric, stage, epoch, at, side };
  return { ...what, mean: significant(mean), low, high, seeds: seeds.length };
}

function named(one: AlignmentPoint): PlottedRow {
  return { ...one, side: sideNames[one.comparison][one.side] };
}
