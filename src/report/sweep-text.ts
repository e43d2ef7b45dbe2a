import { type Subset, subsetNames, subsets } from '../data/subsets.js';
import { type Metric, metrics } from '../experiment/metrics.js';
import { isAttribution, panelTitle, scoreTitle } from '../figures/labels.js';
import { durationText } from '../runs/progress.js';
import { isSingleStage } from '../statistics/gap-stages.js';
import { type GapName, type GapSet, gapSets } from '../statistics/gaps.js';
import { summariseOwnEnds } from '../statistics/group-summary.js';
import { placeOf, rowsOfSet, type ShownSet } from '../statistics/shown-sets.js';
import { tableLines } from '../terminal/table.js';
import { bold } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { alignmentSweepSection } from './alignment-section.js';
import { type GapGroup, gapGroupsTable, gapTitle } from './gap-table.js';
import { probeSweepSection } from './probe-section.js';
import { beside, gapOf, type Report } from './report.js';
import { scoreNote } from './score-note.js';
import { finishedPlaces, type SweepReport, sweepSets } from './sweep-report.js';
import { stage1Sentence } from './verdict.js';

function headLines(sweep: SweepReport, width: number): string[] {
  const { name, title, axis, figure, changes } = sweep;
  const finished = finishedPlaces(sweep);
  const seconds = finished.reduce((sum, { report }) => sum + report.seconds, 0);
  const there = `${finished.length} of ${sweep.places.length} experiments by ${axis}`;
  const time = `${durationText(seconds)} of training in all`;
  return [
    ...wrapped(title === '' ? name : `${name}: ${title}`, width).map((line) => bold(line)),
    ...(changes.length === 0 ? [] : wrapped(`with ${changes.join(', ')}`, width)),
    ...wrapped([...(figure === null ? [] : [figure]), there, time].join('; '), width),
    ...finished.slice(0, 1).flatMap(({ report }) => scoreNote(report.experiment, width)),
  ];
}

const noScores: ReadonlyMap<Subset, number> = new Map();

/** The paper's scores where the subsets of a sweep are measured: at the ends of their stages. */
function paperScores(report: Report | null, set: ShownSet, metric: Metric) {
  if (report === null) return noScores;
  const { paper, gapStages } = report;
  const scores = new Map<Subset, number>();
  for (const { paper: number } of paper) {
    const { subset, stage, epoch, value } = number;
    const own = subsets[subset].stage === 'X1' ? gapStages.stage1 : gapStages.last;
    if (number.metric !== metric || placeOf(number.set) !== set) continue;
    const shown = rowsOfSet([{ ...number, ...unmeasured }], set, metric).length > 0;
    if (shown && stage === own && epoch === null) scores.set(subset, value);
  }
  return scores;
}

/** What a row of measurements has and a number of the paper's lacks. */
const unmeasured = { seed: 0, secondSeed: null, epoch: 0, questions: 1 } as const;

/** A line a value of the axis, a column a subset; the paper's numbers in a line of their own. */
function scoreTable(sweep: SweepReport, set: ShownSet, metric: Metric, width: number): string[] {
  const endsOf = (report: Report | null) =>
    report === null ? [] : summariseOwnEnds(report.rows, report.gapStages, set, metric);
  const rows = sweep.places.flatMap(({ at, report, control }) => [
    { name: String(at), report, ends: endsOf(report), paper: paperScores(report, set, metric) },
    ...(control === null
      ? []
      : [{ name: '  control', report: control, ends: endsOf(control), paper: noScores }]),
  ]);
  const shown = subsetNames.filter((subset) =>
    rows.some(({ ends }) => ends.some((end) => end.subset === subset)),
  );
  const lines = rows.flatMap(({ name, report, ends, paper }) => {
    const score = (subset: Subset) => ends.find((end) => end.subset === subset)?.mean.toFixed(3);
    const seeds = report === null ? 'none' : String(report.seeds.length);
    const own = [name, seeds, ...shown.map((subset) => score(subset) ?? '')];
    if (paper.size === 0) return [own];
    const theirs = shown.map((subset) => paper.get(subset)?.toFixed(3) ?? '');
    return [own, ['  paper', '', ...theirs]];
  });
  const header = [sweep.axis, 'seeds', ...shown];
  const stages = finishedPlaces(sweep).map(({ report }) => report.gapStages);
  const when = stages.every(isSingleStage)
    ? 'after training'
    : 'X1 after Stage 1, X2 after the last stage';
  const withDefs = isAttribution(set) ? '; false definitions: by the entity that they name' : '';
  return [
    ...wrapped(`${scoreTitle(set, metric)}, ${when}: mean over seeds${withDefs}`, width),
    ...tableLines(
      [header, ...lines],
      header.map((_, column) => (column === 0 ? 'left' : 'right')),
    ).map((line) => `  ${line}`),
  ];
}

/** A gap, its control's, and the difference of the two, where there are such. */
function gapRows(
  { at, report, control }: ReturnType<typeof finishedPlaces>[number],
  name: GapName,
  set: GapSet,
): GapGroup['rows'] {
  const minus = control === null ? [] : beside(report, control).effectMinusControl;
  const shown = [
    { name: String(at), summary: gapOf(report.gaps, name, set) },
    { name: '  control', summary: gapOf(control?.gaps ?? [], name, set) },
    { name: '  difference', summary: gapOf(minus, name, set) },
  ];
  return shown.flatMap(({ name: row, summary }) => (summary ? [{ name: row, summary }] : []));
}

/** For each set, the Stage-1 gap and IML with a line a value of the axis. */
function gapGroups(sweep: SweepReport): GapGroup[] {
  const finished = finishedPlaces(sweep);
  const [first] = finished;
  if (first === undefined) return [];
  const measured = gapSets.filter((set) =>
    finished.some(({ report }) => report.gaps.some((gap) => gap.set === set)),
  );
  return (['stage1Gap', 'iml'] as const).flatMap((name) =>
    measured.map((set): GapGroup => {
      const where = set === 'questions' ? 'test questions' : panelTitle(set, [set]);
      const title = gapTitle(name, first.report.gapStages);
      return {
        title: measured.length > 1 ? `${title}; ${where}` : title,
        rows: finished.flatMap((place) => gapRows(place, name, set)),
      };
    }),
  );
}

/** Where the Stage-1 gap is in the control too, a sentence each. */
function stage1Lines(sweep: SweepReport, width: number): string[] {
  const sentences = finishedPlaces(sweep).flatMap(({ at, report, control }) =>
    control === null
      ? []
      : stage1Sentence({ report, control }).map((text) => `${sweep.axis} ${at}: ${text}`),
  );
  return sentences.flatMap((sentence) => ['', ...wrapped(sentence, width)]);
}

/** What a sweep's finished runs show, for people: scores and gaps along its axis. */
export function sweepText(sweep: SweepReport, width: number): string[] {
  const tables = metrics.flatMap((metric) =>
    sweepSets(sweep, metric).map((set) => scoreTable(sweep, set, metric, width)),
  );
  const groups = gapGroups(sweep).filter(({ rows }) => rows.length > 0);
  const gaps = gapGroupsTable(groups, width - 2).map((line) => `  ${line}`);
  return [
    ...headLines(sweep, width),
    ...tables.flatMap((table) => ['', ...table]),
    ...(groups.length > 0 ? ['', `Gaps in exact match by ${sweep.axis}`, ...gaps] : []),
    ...stage1Lines(sweep, width),
    ...alignmentSweepSection(sweep, width),
    ...probeSweepSection(sweep, width),
  ];
}
