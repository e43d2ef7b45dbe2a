import { counted } from '../data/counted.js';
import { sourcesDiffer } from '../data/sources.js';
import { type Subset, subsetNames } from '../data/subsets.js';
import { wrapped } from '../data/wrapped.js';
import { subsetMeaning } from '../figures/labels.js';
import { durationText } from '../runs/progress.js';
import { gapTable } from './gap-table.js';
import type { ComparedReport, Report } from './report.js';
import { seedsText } from './seeds-text.js';
import { tableLines } from './table.js';
import { bold } from './terminal.js';
import { verdict } from './verdict.js';

/** How much of a table of scores is shown. */
interface Parts {
  readonly intervals: boolean;
  readonly meanings: boolean;
}

function subsetLines({ ends, stages, experiment }: Report, parts: Parts): string[] {
  const differ = sourcesDiffer(experiment.data.shares);
  const meaning = (subset: Subset) => (parts.meanings ? [subsetMeaning(subset, differ)] : []);
  const cell = (subset: Subset, stage: string): string => {
    const end = ends.find((one) => one.subset === subset && one.stage === stage);
    if (end === undefined) return '';
    const { mean, ci95 } = end;
    if (ci95 === null || !parts.intervals) return mean.toFixed(3);
    return `${mean.toFixed(3)} [${ci95.low.toFixed(3)}, ${ci95.high.toFixed(3)}]`;
  };
  const measured = subsetNames.filter((subset) => ends.some((end) => end.subset === subset));
  const header = [
    'subset',
    ...(parts.meanings ? [''] : []),
    ...stages.map((one) => `after ${one}`),
  ];
  const rows = measured.map((subset) => [
    subset,
    ...meaning(subset),
    ...stages.map((stage) => cell(subset, stage)),
  ]);
  return tableLines(
    [header, ...rows],
    header.map(() => 'left' as const),
  );
}

/** The scores with their intervals, or with less where that would be wider than `width`. */
function subsetTable(report: Report, width: number): string[] {
  const title = 'Exact match on test questions: mean over seeds';
  const full = subsetLines(report, { intervals: true, meanings: true });
  const isShown = report.seeds.length > 1 && full.every((line) => line.length + 2 <= width);
  const lines = isShown ? full : subsetLines(report, { intervals: false, meanings: true });
  return [
    ...wrapped(isShown ? `${title} [95 % bootstrap interval over seeds]` : title, width),
    ...lines.map((line) => `  ${line}`),
  ];
}

function headLines({ report, changes }: ComparedReport, width: number): string[] {
  const { experiment, seeds, missing, seconds } = report;
  const { name, title } = experiment;
  const unfinished = missing.length === 0 ? '' : `; not finished: ${seedsText(missing)}`;
  const time = `${durationText(seconds)} of training in all`;
  return [
    ...wrapped(title === '' ? name : `${name}: ${title}`, width).map((line) => bold(line)),
    ...(changes.length === 0 ? [] : wrapped(`with ${changes.join(', ')}`, width)),
    ...wrapped(
      `${counted(seeds.length, 'seed')} (${seedsText(seeds)}), ${time}${unfinished}`,
      width,
    ),
  ];
}

function controlLines({ control }: ComparedReport, width: number): string[] {
  if (control === null) return [];
  const { name } = control.experiment;
  const title = `Exact match in the control ${name}, seeds ${seedsText(control.seeds)}`;
  const lines = subsetLines(control, { intervals: false, meanings: true });
  return ['', ...wrapped(title, width), ...lines.map((line) => `  ${line}`)];
}

/** A report for people, in lines of at most `width` characters where its tables fit. */
export function reportText(compared: ComparedReport, width: number): string[] {
  const { report } = compared;
  const gaps = report.gaps.length + report.comparisons.length > 0;
  return [
    ...headLines(compared, width),
    '',
    ...subsetTable(report, width),
    ...controlLines(compared, width),
    ...(gaps ? ['', 'Gaps', ...gapTable(compared, width - 2).map((line) => `  ${line}`)] : []),
    ...verdict(compared).flatMap((paragraph) => ['', ...wrapped(paragraph, width)]),
  ];
}
