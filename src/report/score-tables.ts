import { type Metric, metrics } from '../experiment/metrics.js';
import { type GroupStyles, groupStyles } from '../figures/group-style.js';
import { isAttribution, scoreTitle } from '../figures/labels.js';
import type { GroupSummary } from '../statistics/group-summary.js';
import { isWithDefs, measuredSets, type ShownSet, shownSetOf } from '../statistics/shown-sets.js';
import { type Cell, foldedLines } from '../terminal/folded-table.js';
import { wrapped } from '../terminal/wrapped.js';
import type { Report } from './report.js';

/** A table of scores: one metric of one set. */
interface Scores {
  readonly set: ShownSet;
  readonly metric: Metric;
}

function rowMeaning({ subset, set }: GroupSummary, styles: GroupStyles): string {
  const asked = isAttribution(shownSetOf(set)) && styles.isFalselyDefined(subset);
  if (!asked) return styles.meaningOf(subset);
  return isWithDefs(set) ? 'by its definition' : 'by its questions';
}

/** A line a group, a column a stage; in entity attribution two lines where definitions are false. */
function scoreLines(
  report: Report,
  { set, metric }: Scores,
  { intervals, width }: { readonly intervals: boolean; readonly width: number },
): string[] {
  const { stages, groups } = report;
  const styles = groupStyles(groups);
  const ends = report.ends.filter((end) => end.metric === metric && shownSetOf(end.set) === set);
  const cell = (row: GroupSummary, stage: string): Cell => {
    const end = ends.find(
      (one) => one.subset === row.subset && one.set === row.set && one.stage === stage,
    );
    if (end === undefined) return '';
    const { mean, ci95 } = end;
    if (ci95 === null || !intervals) return mean.toFixed(3);
    return [mean.toFixed(3), `[${ci95.low.toFixed(3)}, ${ci95.high.toFixed(3)}]`];
  };
  const firsts = groups.flatMap(({ name: subset }) => {
    const own = ends.filter((end) => end.subset === subset);
    return own.filter((end, index) => own.findIndex((one) => one.set === end.set) === index);
  });
  const shown = stages.filter((stage) => ends.some((end) => end.stage === stage));
  const levels = metric === 'exactMatch' ? report.chance : null;
  const chance = ({ set: asked, subset }: GroupSummary): string =>
    levels?.get(asked)?.get(subset)?.toFixed(3) ?? '';
  const isChanceKnown = firsts.some((first) => chance(first) !== '');
  const rows = firsts.map((first) => [
    first.subset,
    rowMeaning(first, styles),
    ...shown.map((stage) => cell(first, stage)),
    ...(isChanceKnown ? [chance(first)] : []),
  ]);
  const header = [
    'group',
    '',
    ...shown.map((stage) => `after ${stage}`),
    ...(isChanceKnown ? ['chance'] : []),
  ];
  const table = { header, rows, alignments: header.map(() => 'left' as const), names: 2 };
  return foldedLines(table, width - 2).map((line) => `  ${line}`);
}

/** The scores in a set with their intervals, which one seed has not. */
function scoreTable(report: Report, scores: Scores, width: number): string[] {
  const title = `${scoreTitle(scores.set, scores.metric)}: mean over seeds`;
  const intervals = report.seeds.length > 1;
  return [
    ...wrapped(intervals ? `${title} [95 % bootstrap interval over seeds]` : title, width),
    ...scoreLines(report, scores, { intervals, width }),
  ];
}

/** A table for each metric of each set that was measured, with an empty line between two. */
export function scoreTables(report: Report, width: number): string[] {
  const tables = metrics.flatMap((metric) =>
    measuredSets(report.ends, metric).map((set) => scoreTable(report, { set, metric }, width)),
  );
  return tables.flatMap((table, index) => (index === 0 ? table : ['', ...table]));
}

/** The scores in exact match on test questions alone, under a title of one's own. */
export function briefScores(report: Report, title: string, width: number): string[] {
  const scores = { set: 'questions', metric: 'exactMatch' } as const;
  return [...wrapped(title, width), ...scoreLines(report, scores, { intervals: false, width })];
}
