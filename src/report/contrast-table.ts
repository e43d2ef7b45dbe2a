import { panelTitle } from '../figures/labels.js';
import {
  type ContrastSet,
  type ContrastSummary,
  contrastOf,
  contrastSets,
} from '../statistics/contrasts.js';
import { isSingleStage, type LearnedStages } from '../statistics/learned-stages.js';
import type { PairedSummary } from '../statistics/paired-summary.js';
import { type Cell, foldedTable } from '../terminal/folded-table.js';
import { pCell } from '../terminal/p-value.js';
import { wrapped } from '../terminal/wrapped.js';
import { intervalText, signed } from './difference-text.js';
import type { ComparedReport } from './report.js';

/** Rows of a table of differences under a title of their own. */
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly summary: PairedSummary }[];
}

/** What a contrast is the difference of, and when. */
export function contrastTitle(
  { contrast, isChange, stage }: Pick<ContrastSummary, 'contrast' | 'isChange' | 'stage'>,
  stages: LearnedStages,
): string {
  const { title, short = title, minuend, subtrahend, role } = contrast;
  const difference = `EM(${minuend}) - EM(${subtrahend})`;
  if (isChange) return `Change of ${short}: the same, minus ${difference} before ${stage}`;
  const isSingle = role === 'condition' && isSingleStage(stages);
  return `${isSingle ? `${title}, in X1` : title}: ${difference} after ${stage}`;
}

/** `IML`, or `change of IML`: a contrast in a row of a table. */
function shortTitle({ contrast, isChange }: ContrastSummary): string {
  const { title, short = title } = contrast;
  return isChange ? `change of ${short}` : short;
}

/** A set as it is named in a row: `test questions`, `“Who is [X]?”`. */
function setName(set: ContrastSet): string {
  return set === 'questions' ? 'test questions' : panelTitle(set, [set]);
}

function tableGroups({ report, control, effectMinusControl }: ComparedReport): RowGroup[] {
  const reports = control === null ? [report] : [report, control];
  const sets = contrastSets.filter((set) => report.contrasts.some((one) => one.set === set));
  const several = sets.length > 1;
  const main = report.contrasts.filter(({ contrast }) => contrast.role !== 'detail');
  const titled = main.filter(({ name }, i) => main.findIndex((one) => one.name === name) === i);
  const contrasts = titled.map((shown) => ({
    title: contrastTitle(shown, report.learned),
    rows: sets.flatMap((set) =>
      reports.flatMap((one) => {
        const summary = contrastOf(one.contrasts, shown.name, set);
        const { name } = one.experiment;
        const own = several ? setName(set) : name;
        const row = several && one === control ? `  ${name}` : own;
        return summary === undefined ? [] : [{ name: row, summary }];
      }),
    ),
  }));
  const minus = {
    title: `${report.experiment.name} minus ${control?.experiment.name}, ${testText(effectMinusControl)}`,
    rows: effectMinusControl.map((summary) => ({
      name: `${shortTitle(summary)}${several ? `, ${setName(summary.set)}` : ''}`,
      summary,
    })),
  };
  const details = report.contrasts.filter(({ contrast }) => contrast.role === 'detail');
  const further = {
    title: `Further comparisons in ${report.experiment.name}${several ? ', test questions' : ''}`,
    rows: details.map((summary) => ({
      name: `${summary.contrast.title} after ${summary.stage}`,
      summary,
    })),
  };
  return [...contrasts, minus, further].filter(({ rows }) => rows.length > 0);
}

/** How an experiment and its control are compared. */
function testText([first]: readonly PairedSummary[]): string {
  if (first?.test !== 'welch') return 'paired by seed';
  return 'as two samples (Welch), since they share too few seeds to be paired';
}

const seedsCell = ({ sizes, test }: PairedSummary): string =>
  test === 'paired' ? `${sizes.upper}` : `${sizes.upper} + ${sizes.lower}`;

function cells({ mean, ci95, t, p, wilcoxonP }: PairedSummary): Cell[] {
  const interval = ci95 === null ? '-' : intervalText(ci95);
  const statistic = t === null ? '-' : t.toFixed(2);
  return [[signed(mean), interval], statistic, pCell(p), pCell(wilcoxonP)];
}

/**
 * Groups of differences as one table, the title of each above its rows. Seeds have a column where rows
 * have different numbers of them, else they stand in the header.
 */
export function rowGroupsTable(groups: readonly RowGroup[], width: number): string[] {
  const all = groups.flatMap(({ rows }) => rows);
  const [first, ...others] = new Set(all.map(({ summary }) => seedsCell(summary)));
  const isOne = others.length === 0;
  const seeds = isOne && first !== undefined ? `${first} ${first === '1' ? 'seed' : 'seeds'}` : '';
  const header: Cell[] = [
    seeds,
    ...[['mean', '95 % t interval'], 't', 'p', 'Wilcoxon p'],
    ...(isOne ? [] : ['seeds']),
  ];
  const table = foldedTable(
    {
      header,
      rows: all.map(({ name, summary }) => [
        `  ${name}`,
        ...cells(summary),
        ...(isOne ? [] : [seedsCell(summary)]),
      ]),
      alignments: header.map((_, column) => (column === 0 ? 'left' : 'right')),
    },
    width,
  );
  const rows = [...table.rows];
  const titled = groups.flatMap((group) => [
    ...wrapped(group.title, width),
    ...rows.splice(0, group.rows.length).flat(),
  ]);
  return [...table.header, ...titled];
}

/**
 * The contrasts of an experiment and its control, a line a set, their difference, and further
 * comparisons, as `rowGroupsTable`.
 */
export function contrastTable(compared: ComparedReport, width: number): string[] {
  return rowGroupsTable(tableGroups(compared), width);
}
