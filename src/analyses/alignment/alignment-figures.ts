import { groupsOf } from '../../data/groups.js';
import type { NamedFigure } from '../../figures/figure.js';
import { type GroupStyles, groupStyles } from '../../figures/group-style.js';
import type { Findings, Found, Member } from '../findings.js';
import { type AlignmentColumn, type AlignmentPanels, alignmentFigure } from './alignment-figure.js';
import type { AlignmentMetric } from './alignment-row.js';
import { type AlignmentResults, lastAlignments } from './alignment-summary.js';
import { alignmentComparisons, type PaperCosines } from './comparisons.js';

type AlignmentFindings = Findings<AlignmentResults, PaperCosines>;

/** The figures of alignments: what their files are called, their titles and metrics. */
const drawn: readonly {
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
  readonly question: string;
  readonly axis: string;
  readonly byEpoch: boolean;
  readonly changes: readonly string[];
  readonly groups: GroupStyles;
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
  return drawn.flatMap(({ what, heading, rows }): NamedFigure[] => {
    if (!rows.some(isMeasured)) return [];
    return [[`${what}${suffix}`, alignmentFigure(columns, { ...frame, heading, rows })]];
  });
}

/** The alignments of one experiment by epoch, beside its control's, each stage by itself. */
function byEpoch(
  { experiment, summary, control }: Member<AlignmentResults>,
  { name: title, changes }: AlignmentFindings,
): NamedFigure[] {
  const shown: readonly Found<AlignmentResults>[] = [
    { experiment, summary },
    ...(control === null ? [] : [control]),
  ];
  const stages = [...new Set(summary.comparisons.map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const columns = shown.map(({ experiment: { name }, summary: { comparisons } }) => {
      const own = comparisons.filter((one) => one.stage === stage);
      return { title: name, points: own.map((one) => ({ at: one.epoch, summary: one })) };
    });
    const suffix = stages.length > 1 ? `-${stage}` : '';
    const groups = groupStyles(groupsOf(experiment.data));
    const axis = `Epoch of ${stage}`;
    const question = experiment.title;
    const frame = { title, question, axis, byEpoch: true, changes, suffix, groups };
    return drawAlignments(columns, frame);
  });
}

const lastPoints = (at: number | string, { comparisons }: AlignmentResults) =>
  lastAlignments(comparisons).map((summary) => ({ at, summary }));

/** The alignments of a list along its axis at the last epoch measured, over those of controls. */
function alongAxis({ name: title, members, changes }: AlignmentFindings, axis: string) {
  const [first] = members;
  if (first === undefined) return [];
  const groups = groupStyles(groupsOf(first.experiment.data));
  const columns: readonly AlignmentColumn[] = [
    {
      title,
      points: members.flatMap(({ at, summary }) => lastPoints(at, summary)),
      paper: members.flatMap(({ at, paper }) => (paper === null ? [] : [{ at, ...paper }])),
    },
    {
      title: `${title}, controls`,
      points: members.flatMap(({ at, control }) =>
        control === null ? [] : lastPoints(at, control.summary),
      ),
    },
  ];
  return drawAlignments(
    columns.filter(({ points }) => points.length > 0),
    { title, question: first.experiment.title, axis, byEpoch: false, changes, groups, suffix: '' },
  );
}

/** The figures of how gradients of definitions and of questions agree; none where not measured. */
export function alignmentFigures(findings: AlignmentFindings): NamedFigure[] {
  const { axis, members } = findings;
  if (axis !== null) return alongAxis(findings, axis);
  return members.flatMap((member) => byEpoch(member, findings));
}
