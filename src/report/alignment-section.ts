import type { AlignmentMetric } from '../analyses/alignment/alignment-row.js';
import {
  type AlignmentComparison,
  type AlignmentSummary,
  alignmentComparisons,
  lastAlignments,
  sameAlignment,
} from '../analyses/alignment/alignment-summary.js';
import { type PaperCosines, paperCosinesOf } from '../analyses/alignment/paper-cosines.js';
import { tableLines } from '../terminal/table.js';
import { wrapped } from '../terminal/wrapped.js';
import { alignmentSentences } from './alignment-verdict.js';
import type { ComparedReport, Report } from './report.js';
import { pCell } from './significance.js';
import { finishedPlaces, type SweepReport } from './sweep-report.js';

/** A line of a table: where it stands, and what was measured there and in the control. */
interface AlignmentLine {
  /** An epoch, or a value of what a list varies. */
  readonly place: string;
  readonly summary: AlignmentSummary;
  readonly control: AlignmentSummary | undefined;
  /** The authors' cosines of the same, under the line; null where there are none. */
  readonly paper: PaperCosines | null;
}

/** A metric as tables name it. */
export const metricNames: Readonly<Record<AlignmentMetric, string>> = {
  cosine: 'cosine',
  innerProduct: 'inner product',
  squaredDistance: 'sq. distance',
  definitionNorm: 'norm, def.',
  questionNorm: 'norm, quest.',
};

/** What either side of a comparison is, over its column, and the title of its table. */
const comparisonNames: Readonly<
  Record<AlignmentComparison, { readonly upper: string; readonly lower: string; title: string }>
> = {
  tags: {
    upper: 'tag 1',
    lower: 'tag 2',
    title: 'The same aliases of X2, their definitions under tag 1 and under tag 2',
  },
  X2: { upper: 'D5cons', lower: 'D6cons', title: 'D5cons and D6cons under their own tags' },
  X1: { upper: 'D1cons', lower: 'D2incons', title: 'D1cons and D2incons under their own tags' },
};

/** Three decimals of a cosine; of others as many digits, as gradients may be of any size. */
function short(value: number, metric: AlignmentMetric = 'cosine'): string {
  const size = Math.abs(value);
  if (metric !== 'cosine' && size > 0 && (size < 1e-4 || size >= 1e5))
    return value.toExponential(1);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

const signed = (value: number, metric: AlignmentMetric = 'cosine'): string =>
  `${value < 0 ? '-' : '+'}${short(Math.abs(value), metric)}`;

function cells(
  { place, summary, control }: AlignmentLine,
  { interval, beside }: { readonly interval: boolean; readonly beside: boolean },
): string[] {
  const { metric, upper, lower, mean, ci95, p } = summary;
  const range = ci95 === null ? '-' : `[${signed(ci95.low, metric)}, ${signed(ci95.high, metric)}]`;
  return [
    metricNames[metric],
    place,
    short(upper.mean, metric),
    short(lower.mean, metric),
    signed(mean, metric),
    ...(interval ? [range] : []),
    pCell(p),
    ...(beside
      ? [control ? signed(control.mean, metric) : '', control ? pCell(control.p) : '']
      : []),
  ];
}

function paperCells({ D5cons, D6cons }: PaperCosines): string[] {
  return ['', 'paper', short(D5cons), short(D6cons), signed(D5cons - D6cons)];
}

/** The tables of every comparison, without intervals where they would be wider than `width`. */
function tables(lines: readonly AlignmentLine[], axis: string, width: number): string[] {
  return alignmentComparisons.flatMap((comparison) => {
    const own = lines.filter(
      ({ summary }) =>
        summary.comparison === comparison &&
        // Questions have no tag.
        (comparison !== 'tags' || summary.metric !== 'questionNorm'),
    );
    if (own.length === 0) return [];
    const { upper, lower, title } = comparisonNames[comparison];
    const beside = own.some(({ control }) => control !== undefined);
    const table = (interval: boolean): string[] => {
      const difference = ['difference', ...(interval ? ['95 % t interval'] : []), 'p'];
      const control = beside ? ['control', 'its p'] : [];
      const header = ['', axis, upper, lower, ...difference, ...control];
      const rows = own.flatMap((line) => [
        cells(line, { interval, beside }),
        ...(line.paper === null ? [] : [paperCells(line.paper)]),
      ]);
      return tableLines(
        [header, ...rows],
        header.map((_, column) => (column === 0 ? 'left' : 'right')),
      ).map((line) => `  ${line}`);
    };
    const full = table(true);
    const shown = full.every((line) => line.length <= width) ? full : table(false);
    return ['', ...wrapped(title, width), ...shown];
  });
}

const heading =
  'Alignment of gradients: of a definition with each question about its alias; means over seeds';

/** The lines of one experiment; the authors' numbers stand at the last epoch. */
function linesOf(
  { alignments, paperAnalyses }: Report,
  control: Report | null,
  placeOf: (summary: AlignmentSummary) => string,
): AlignmentLine[] {
  const last = lastAlignments(alignments);
  const cosines = paperCosinesOf(paperAnalyses);
  return alignments.map((summary) => {
    const { comparison, metric } = summary;
    const hasPaper = comparison === 'X2' && metric === 'cosine' && last.includes(summary);
    return {
      place: placeOf(summary),
      summary,
      control: control?.alignments.find((other) => sameAlignment(summary, other)),
      paper: hasPaper ? cosines : null,
    };
  });
}

/** The alignments of an experiment by epoch, beside its control's; nothing where not measured. */
export function alignmentSection(compared: ComparedReport, width: number): string[] {
  const { report, control } = compared;
  const stages = [...new Set(report.alignments.map(({ stage }) => stage))];
  if (stages.length === 0) return [];
  const lines = linesOf(report, control, ({ epoch }) => String(epoch));
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
    ...alignmentSentences(compared).flatMap((sentence) => ['', ...wrapped(sentence, width)]),
  ];
}

/** The alignments of a list along its axis, at the last epoch that each one measured. */
export function alignmentSweepSection(sweep: SweepReport, width: number): string[] {
  const lines = finishedPlaces(sweep).flatMap(({ at, report, control }) => {
    const last = lastAlignments(report.alignments);
    return linesOf({ ...report, alignments: last }, control, () => String(at));
  });
  if (lines.length === 0) return [];
  const byMetric = alignmentComparisons.flatMap((comparison) => {
    const own = lines.filter(({ summary }) => summary.comparison === comparison);
    const metrics = [...new Set(own.map(({ summary }) => summary.metric))];
    return metrics.flatMap((metric) => own.filter(({ summary }) => summary.metric === metric));
  });
  return [
    '',
    ...wrapped(`${heading}, at the last epoch measured`, width),
    ...tables(byMetric, sweep.axis, width),
  ];
}
