import { isQuick } from '../../experiment/quick.js';
import { type Cell, foldedLines } from '../../terminal/folded-table.js';
import { pCell } from '../../terminal/p-value.js';
import type { Alignment } from '../../terminal/table.js';
import { wrapped } from '../../terminal/wrapped.js';
import type { Findings, Member } from '../findings.js';
import type { AlignmentMetric } from './alignment-row.js';
import {
  type AlignmentResults,
  type AlignmentSummary,
  lastAlignments,
  sameAlignment,
} from './alignment-summary.js';
import { alignmentSentences } from './alignment-verdict.js';
import { alignmentComparisons, type PaperCosines } from './comparisons.js';
import { gainText } from './gain-text.js';
import { metricNames } from './metric-names.js';

/** A line of a table: where it stands, and what was measured there and in the control. */
interface AlignmentLine {
  /** An epoch, or a value of what a list varies. */
  readonly at: string;
  readonly summary: AlignmentSummary;
  readonly control: AlignmentSummary | undefined;
  /** The authors' cosines of the same, under the line; null where there are none. */
  readonly paper: PaperCosines | null;
}

/** The title of a comparison's table. */
function titleOf({ comparison, names: { upper, lower } }: AlignmentSummary): string {
  return comparison === 'tags'
    ? `The same aliases of X2, their definitions under ${upper} and under ${lower}`
    : `${upper} and ${lower} under their own tags`;
}

/** Three decimals of a cosine; of others as many digits, as gradients may be of any size. */
function short(value: number, metric: AlignmentMetric = 'cosine'): string {
  const size = Math.abs(value);
  if (metric !== 'cosine' && size > 0 && (size < 1e-4 || size >= 1e5))
    return value.toExponential(1);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

const signed = (value: number, metric: AlignmentMetric = 'cosine'): string =>
  `${value < 0 ? '-' : '+'}${short(Math.abs(value), metric)}`;

function cells({ at, summary, control }: AlignmentLine, beside: boolean): Cell[] {
  const { metric, upper, lower, mean, ci95, p } = summary;
  const range = ci95 === null ? '-' : `[${signed(ci95.low, metric)}, ${signed(ci95.high, metric)}]`;
  return [
    metricNames[metric],
    at,
    short(upper.mean, metric),
    short(lower.mean, metric),
    [signed(mean, metric), range],
    pCell(p),
    ...(beside
      ? [control ? signed(control.mean, metric) : '', control ? pCell(control.p) : '']
      : []),
  ];
}

function paperCells({ upper, lower }: PaperCosines): string[] {
  return ['', 'paper', short(upper), short(lower), signed(upper - lower)];
}

/** The tables of every comparison. */
function tables(lines: readonly AlignmentLine[], axis: string, width: number): string[] {
  return alignmentComparisons.flatMap((comparison) => {
    const own = lines.filter(
      ({ summary }) =>
        summary.comparison === comparison &&
        // Questions have no tag.
        (comparison !== 'tags' || summary.metric !== 'questionNorm'),
    );
    const [first] = own;
    if (first === undefined) return [];
    const { upper, lower } = first.summary.names;
    const beside = own.some(({ control }) => control !== undefined);
    const control = beside ? ['control', 'its p'] : [];
    const header = ['', axis, upper, lower, ['difference', '95 % t interval'], 'p', ...control];
    const rows = own.flatMap((line) => [
      cells(line, beside),
      ...(line.paper === null ? [] : [paperCells(line.paper)]),
    ]);
    const alignments = header.map((_, column) => (column === 0 ? 'left' : 'right') as Alignment);
    const shown = foldedLines({ header, rows, alignments, names: 2 }, width - 2);
    return ['', ...wrapped(titleOf(first.summary), width), ...shown.map((line) => `  ${line}`)];
  });
}

const heading =
  'Alignment of gradients: of a definition with each question about its alias; means over seeds';

/** The lines of one experiment's comparisons; the authors' numbers stand at the last epoch. */
function linesOf(
  comparisons: readonly AlignmentSummary[],
  { control, paper }: Pick<Member<AlignmentResults, PaperCosines>, 'control' | 'paper'>,
  atOf: (summary: AlignmentSummary) => string,
): AlignmentLine[] {
  const last = lastAlignments(comparisons);
  return comparisons.map((summary) => {
    const { comparison, metric } = summary;
    const hasPaper = comparison === 'X2' && metric === 'cosine' && last.includes(summary);
    return {
      at: atOf(summary),
      summary,
      control: control?.summary.comparisons.find((other) => sameAlignment(summary, other)),
      paper: hasPaper ? paper : null,
    };
  });
}

/** The alignments of one experiment by epoch, beside its control's. */
function sectionOf(
  member: Member<AlignmentResults, PaperCosines>,
  width: number,
  sentences: readonly string[],
): string[] {
  const { comparisons } = member.summary;
  const stages = [...new Set(comparisons.map(({ stage }) => stage))];
  if (stages.length === 0) return [];
  const lines = linesOf(comparisons, member, ({ epoch }) => String(epoch));
  return [
    '',
    ...stages.flatMap((stage, index) => [
      ...(index > 0 ? [''] : []),
      ...wrapped(`${heading}, while training ${stage}`, width),
      ...tables(
        lines.filter(({ summary }) => summary.stage === stage),
        'epoch',
        width,
      ),
    ]),
    ...sentences.flatMap((sentence) => ['', ...wrapped(sentence, width)]),
  ];
}

/** The alignments of a list along its axis, at the last epoch that each one measured. */
function sweepSection(
  members: readonly Member<AlignmentResults, PaperCosines>[],
  axis: string,
  width: number,
): string[] {
  const lines = members.flatMap((member) =>
    linesOf(lastAlignments(member.summary.comparisons), member, () => String(member.at)),
  );
  if (lines.length === 0) return [];
  const byMetric = alignmentComparisons.flatMap((comparison) => {
    const own = lines.filter(({ summary }) => summary.comparison === comparison);
    const metrics = [...new Set(own.map(({ summary }) => summary.metric))];
    return metrics.flatMap((metric) => own.filter(({ summary }) => summary.metric === metric));
  });
  return [
    '',
    ...wrapped(`${heading}, at the last epoch measured`, width),
    ...tables(byMetric, axis, width),
  ];
}

/**
 * How gradients of definitions and of questions agree: of one experiment by epoch, with what that
 * means and how it goes with gains; of a list along its axis. Nothing where not measured.
 */
export function alignmentText(
  { axis, members, changes }: Findings<AlignmentResults, PaperCosines>,
  width: number,
): string[] {
  if (axis !== null) return sweepSection(members, axis, width);
  const quick = isQuick(changes);
  return members.flatMap((member) => [
    ...sectionOf(member, width, quick ? [] : alignmentSentences(member)),
    ...gainText(member, width, quick),
  ]);
}
