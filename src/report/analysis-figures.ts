import type { AlignmentMetric } from '../analyses/alignment/alignment-row.js';
import {
  type AlignmentSummary,
  alignmentComparisons,
  lastAlignments,
} from '../analyses/alignment/alignment-summary.js';
import {
  type AlignmentColumn,
  type AlignmentPanels,
  alignmentFigure,
} from '../figures/alignment.js';
import type { Figure } from '../figures/figure.js';
import { paperGroups, paperPairs } from '../figures/group-style.js';
import { type ExperimentProbes, probesFigure } from '../figures/probes.js';
import type { ComparedReport, Report } from './report.js';
import { finishedPlaces, type SweepReport } from './sweep-report.js';

/** A figure and what its file name says of it. */
export type NamedFigure = readonly [what: string, figure: Figure];

/** The figures of alignments: what their files are called, their titles and metrics. */
const alignmentFigures: readonly {
  readonly what: string;
  readonly heading: string;
  readonly rows: readonly AlignmentPanels[];
}[] = [
  {
    what: 'gradient-alignment',
    heading: 'Cosine of the gradients of definitions and of questions',
    rows: allComparisons('cosine'),
  },
  {
    what: 'gradient-inner-product',
    heading: 'Inner product of the gradients of definitions and of questions',
    rows: allComparisons('innerProduct'),
  },
  {
    what: 'gradient-distance',
    heading: 'Squared distance of the gradients of definitions and of questions',
    rows: allComparisons('squaredDistance'),
  },
  {
    what: 'gradient-norms',
    heading: 'Norms of the gradients of definitions and of questions',
    rows: (['X2', 'X1'] as const).flatMap((comparison) =>
      (['definitionNorm', 'questionNorm'] as const).map((metric) => ({ comparison, metric })),
    ),
  },
];

function allComparisons(metric: AlignmentMetric): AlignmentPanels[] {
  return alignmentComparisons.map((comparison) => ({ comparison, metric }));
}

/** What the figures of an experiment or a list have in common. */
interface Frame {
  readonly title: string;
  readonly axis: string;
  readonly byEpoch: boolean;
  readonly changes: readonly string[];
  /** The end of the files' names. */
  readonly suffix: string;
}

function drawAlignments(
  columns: readonly AlignmentColumn[],
  { suffix, ...frame }: Frame,
): NamedFigure[] {
  const measured = columns.flatMap(({ points }) => points.map(({ summary }) => summary));
  const isMeasured = ({ comparison, metric }: AlignmentPanels) =>
    measured.some((one) => one.comparison === comparison && one.metric === metric);
  const shared = { ...frame, groups: paperGroups(), pairs: paperPairs };
  return alignmentFigures.flatMap(({ what, heading, rows }): NamedFigure[] => {
    if (!rows.some(isMeasured)) return [];
    return [[`${what}${suffix}`, alignmentFigure(columns, { ...shared, heading, rows })]];
  });
}

/** A figure of probes a question; its name ends in the question where there are several. */
function drawProbes(
  experiments: readonly ExperimentProbes[],
  frame: Pick<Frame, 'title' | 'changes'>,
): NamedFigure[] {
  const all = experiments.flatMap(({ grids }) => grids);
  const questions = [...new Set(all.map(({ question }) => question))];
  return questions.map((question): NamedFigure => {
    const own = experiments.map(({ title, grids }) => {
      return { title, grids: grids.filter((grid) => grid.question === question) };
    });
    const suffix = questions.length > 1 ? `-${question.replaceAll(/[^\w]+/g, '-')}` : '';
    return [`probes${suffix}`, probesFigure(own, frame)];
  });
}

/** The figures of an experiment's analyses beside its control's; none where it has none. */
export function analysisFigures({ report, control, changes }: ComparedReport): NamedFigure[] {
  const shown = control === null ? [report] : [report, control];
  const title = report.experiment.name;
  const stages = [...new Set(report.alignments.map(({ stage }) => stage))];
  const alignments = stages.flatMap((stage) => {
    const columns = shown.map(({ experiment, alignments: all }): AlignmentColumn => {
      const own = all.filter((summary) => summary.stage === stage);
      return {
        title: experiment.name,
        points: own.map((summary) => ({ at: summary.epoch, summary })),
      };
    });
    const suffix = stages.length > 1 ? `-${stage}` : '';
    const frame = { title, axis: `Epoch of ${stage}`, byEpoch: true, changes, suffix };
    return drawAlignments(columns, frame);
  });
  const probes = shown.map((one) => ({ title: one.experiment.name, grids: one.probes }));
  return [...alignments, ...drawProbes(probes, { title, changes })];
}

/** The figures of a list's analyses along its axis, over those of its controls. */
export function sweepAnalysisFigures(sweep: SweepReport): NamedFigure[] {
  const { name: title, axis, changes } = sweep;
  const places = finishedPlaces(sweep);
  const own = places.map(({ at, report }) => ({ at, report }));
  const controls = places.flatMap(({ at, control }) =>
    control === null ? [] : [{ at, report: control }],
  );
  const paper = own.flatMap(({ at, report }) => {
    const { paperCosines } = report.experiment;
    if (paperCosines === null) return [];
    const { upper, lower } = paperPairs.X2;
    return [{ at, upper: paperCosines[upper], lower: paperCosines[lower] }];
  });
  const columns: readonly AlignmentColumn[] = [
    { title, points: own.flatMap(lastPoints), paper },
    { title: `${title}, controls`, points: controls.flatMap(lastPoints) },
  ];
  const probes = [
    ...own.map(({ at, report }) => ({ title: String(at), grids: report.probes })),
    ...controls.map(({ at, report }) => ({ title: `${at}, control`, grids: report.probes })),
  ].filter(({ grids }) => grids.length > 0);
  return [
    ...drawAlignments(
      columns.filter(({ points }) => points.length > 0),
      { title, axis, byEpoch: false, changes, suffix: '' },
    ),
    ...drawProbes(probes, { title, changes }),
  ];
}

function lastPoints({ at, report }: { readonly at: number | string; readonly report: Report }) {
  return lastAlignments(report.alignments).map((summary: AlignmentSummary) => ({ at, summary }));
}
