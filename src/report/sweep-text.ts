import { type Metric, metrics } from '../experiment/metrics.js';
import { isQuick, quickNote } from '../experiment/quick.js';
import { isAttribution, panelTitle, scoreTitle } from '../figures/labels.js';
import { type ContrastSet, contrastOf, contrastSets } from '../statistics/contrasts.js';
import { summariseOwnEnds } from '../statistics/group-summary.js';
import { isSingleStage, learnedAfter } from '../statistics/learned-stages.js';
import { rowsOfSet, type ShownSet, shownSetOf } from '../statistics/shown-sets.js';
import { durationText } from '../terminal/duration.js';
import { foldedLines } from '../terminal/folded-table.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { analysisText, sweepFindings } from './analysis-findings.js';
import type { ReportSource } from './compared-report.js';
import { contrastTitle, type RowGroup, rowGroupsTable } from './contrast-table.js';
import { equivalenceText, testedDifferences } from './evidence/equivalence-text.js';
import { trendLines } from './evidence/sweep-trends.js';
import { beside, type Report } from './report.js';
import { scoreNote } from './score-note.js';
import { finishedMembers, type SweepReport, sweepSets } from './sweep-report.js';
import { sweepUndecided } from './sweep-undecided.js';
import { conditionSentences } from './verdict.js';

function headLines(sweep: SweepReport, width: number): string[] {
  const { name, title, axis, figure, changes } = sweep;
  const finished = finishedMembers(sweep);
  const seconds = finished.reduce((sum, { report }) => sum + report.seconds, 0);
  const there = `${finished.length} of ${sweep.members.length} experiments by ${axis}`;
  const time = `${durationText(seconds)} of training in all`;
  return [
    ...wrapped(title === '' ? name : `${name}: ${title}`, width).map((line) => bold(line)),
    ...(changes.length === 0 ? [] : wrapped(`with ${changes.join(', ')}`, width)),
    ...wrapped([...(figure === null ? [] : [figure]), there, time].join('; '), width),
    ...finished.slice(0, 1).flatMap(({ report }) => scoreNote(report.experiment, width)),
    ...(isQuick(changes) ? wrapped(quickNote, width) : []),
  ];
}

const noScores: ReadonlyMap<string, number> = new Map();

/** The paper's scores where the groups of a sweep are measured: at the ends of their stages. */
function paperScores(report: Report | null, set: ShownSet, metric: Metric) {
  if (report === null) return noScores;
  const { paper, learned, groups } = report;
  const scores = new Map<string, number>();
  for (const { paper: number } of paper) {
    const { subset, stage, epoch, value } = number;
    const data = groups.find(({ name }) => name === subset)?.data ?? 'X2';
    const own = learnedAfter(learned, data);
    if (number.metric !== metric || shownSetOf(number.set) !== set) continue;
    const shown = rowsOfSet([{ ...number, ...unmeasured }], set, groups, metric).length > 0;
    if (shown && stage === own && epoch === null) scores.set(subset, value);
  }
  return scores;
}

/** What a row of measurements has and a number of the paper's lacks. */
const unmeasured = { seed: 0, secondSeed: null, epoch: 0, questions: 1 } as const;

/** A line a value of the axis, a column a group; the paper's numbers in a line of their own. */
function scoreTable(sweep: SweepReport, set: ShownSet, metric: Metric, width: number): string[] {
  const endsOf = (report: Report | null) =>
    report === null
      ? []
      : summariseOwnEnds(report.rows, report.learned, set, report.groups, metric);
  const all = sweep.members.flatMap(({ at, report, control }) => [
    { name: String(at), report, ends: endsOf(report), paper: paperScores(report, set, metric) },
    ...(control === null
      ? []
      : [{ name: '  control', report: control, ends: endsOf(control), paper: noScores }]),
  ]);
  // A set that only some members ask for has no lines of the others.
  const rows = all.filter(
    ({ report, ends, paper }) => report === null || ends.length + paper.size > 0,
  );
  const shown = groupNames(sweep).filter((group) =>
    rows.some(({ ends }) => ends.some((end) => end.subset === group)),
  );
  const lines = rows.flatMap(({ name, report, ends, paper }) => {
    const score = (subset: string) => ends.find((end) => end.subset === subset)?.mean.toFixed(3);
    const seeds = report === null ? 'none' : String(report.seeds.length);
    const own = [name, seeds, ...shown.map((subset) => score(subset) ?? '')];
    if (paper.size === 0) return [own];
    const theirs = shown.map((subset) => paper.get(subset)?.toFixed(3) ?? '');
    return [own, ['  paper', '', ...theirs]];
  });
  const header = [sweep.axis, 'seeds', ...shown];
  const stages = finishedMembers(sweep).map(({ report }) => report.learned);
  const when = stages.every(isSingleStage)
    ? 'after training'
    : 'X1 after Stage 1, X2 after the last stage';
  const withDefs = isAttribution(set) ? '; false definitions: by the entity that they name' : '';
  return [
    ...wrapped(`${scoreTitle(set, metric)}, ${when}: mean over seeds${withDefs}`, width),
    ...foldedLines(
      {
        header,
        rows: lines,
        alignments: header.map((_, column) => (column === 0 ? 'left' : 'right')),
        names: 2,
      },
      width - 2,
    ).map((line) => `  ${line}`),
  ];
}

/** The groups of all members, in the order of the first that has them. */
function groupNames(sweep: SweepReport): string[] {
  const groups = finishedMembers(sweep).flatMap(({ report }) => report.groups);
  return [...new Set(groups.map(({ name }) => name))];
}

/** A contrast, its control's, and the difference of the two, where there are such. */
function contrastRows(
  { at, report, control }: ReturnType<typeof finishedMembers>[number],
  name: string,
  set: ContrastSet,
): RowGroup['rows'] {
  const minus = control === null ? [] : beside(report, control).effectMinusControl;
  const difference = contrastOf(minus, name, set);
  const how = difference?.test === 'welch' ? ' (Welch)' : '';
  const shown = [
    { name: String(at), summary: contrastOf(report.contrasts, name, set) },
    { name: '  control', summary: contrastOf(control?.contrasts ?? [], name, set) },
    { name: `  difference${how}`, summary: difference },
  ];
  return shown.flatMap(({ name: row, summary }) => (summary ? [{ name: row, summary }] : []));
}

/** For each set, every effect and what has to hold for it, with a line a value of the axis. */
function contrastGroups(sweep: SweepReport): RowGroup[] {
  const finished = finishedMembers(sweep);
  const [first] = finished;
  if (first === undefined) return [];
  const all = finished.flatMap(({ report }) => report.contrasts);
  const main = all.filter(({ contrast, isChange }) => contrast.role !== 'detail' && !isChange);
  const shown = main.filter(({ name }, i) => main.findIndex((one) => one.name === name) === i);
  const measured = contrastSets.filter((set) => all.some((one) => one.set === set));
  return shown.flatMap((contrast) =>
    measured.map((set): RowGroup => {
      const where = set === 'questions' ? 'test questions' : panelTitle(set, [set]);
      const title = contrastTitle(contrast, first.report.learned);
      return {
        title: measured.length > 1 ? `${title}; ${where}` : title,
        rows: finished.flatMap((member) => contrastRows(member, contrast.name, set)),
      };
    }),
  );
}

/** Where the Stage-1 gap is in the control too, a sentence each. */
function conditionLines(sweep: SweepReport, width: number): string[] {
  if (isQuick(sweep.changes)) return [];
  const sentences = finishedMembers(sweep).flatMap(({ at, report, control }) =>
    control === null
      ? []
      : conditionSentences({ report, control }).map((text) => `${sweep.axis} = ${at}: ${text}`),
  );
  return sentences.flatMap((sentence) => ['', ...wrapped(sentence, width)]);
}

/** The differences that effects are decided by, at every point. */
const pointDifferences = (sweep: SweepReport) =>
  finishedMembers(sweep).flatMap(({ at, report, control }) =>
    testedDifferences(beside(report, control)).map(({ title, summary }) => ({
      ...{ title: `${at}: ${title}`, summary },
    })),
  );

/** Lines behind an empty one; nothing where there are none. */
const behind = (lines: readonly string[]): string[] => (lines.length > 0 ? ['', ...lines] : []);

/**
 * What a sweep's finished runs show, for people: scores and contrasts along its axis. With a source it
 * says how to go on where it is undecided.
 */
export function sweepText(sweep: SweepReport, width: number, source?: ReportSource): string[] {
  const tables = metrics.flatMap((metric) =>
    sweepSets(sweep, metric).map((set) => scoreTable(sweep, set, metric, width)),
  );
  const groups = contrastGroups(sweep).filter(({ rows }) => rows.length > 0);
  const contrasts = rowGroupsTable(groups, width - 2).map((line) => `  ${line}`);
  return [
    ...headLines(sweep, width),
    ...tables.flatMap((table) => ['', ...table]),
    ...(groups.length > 0
      ? ['', ...wrapped(`Differences in exact match by ${sweep.axis}`, width), ...contrasts]
      : []),
    ...behind(trendLines(sweep, width)),
    ...behind(equivalenceText(pointDifferences(sweep), source?.equivalence, width)),
    ...conditionLines(sweep, width),
    ...sweepUndecided(sweep, width, source),
    ...analysisText(sweepFindings(sweep), width),
  ];
}
