import { panelTitle } from '../figures/labels.js';
import { type GapStages, isSingleStage } from '../statistics/gap-stages.js';
import { type GapName, type GapSet, gapNames, gapSets } from '../statistics/gaps.js';
import type { PairedSummary } from '../statistics/paired-summary.js';
import { pCell } from '../terminal/p-value.js';
import { tableLines } from '../terminal/table.js';
import { wrapped } from '../terminal/wrapped.js';
import { type ComparedReport, gapOf } from './report.js';

/** Rows of a table of gaps under a title of their own. */
export interface GapGroup {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly summary: PairedSummary }[];
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

/** What a gap is the difference of, and when. */
export function gapTitle(name: GapName, stages: GapStages): string {
  const { stage1, last } = stages;
  switch (name) {
    case 'stage1Gap':
      return isSingleStage(stages)
        ? `Gap in X1: EM(D1cons) - EM(D2incons) after ${last}`
        : `Stage-1 gap: EM(D1cons) - EM(D2incons) after ${stage1}`;
    case 'iml':
      return `Implicit meta-learning (IML): EM(D5cons) - EM(D6cons) after ${last}`;
    case 'imlChange':
      return `Change of IML: the same, minus EM(D5cons) - EM(D6cons) before ${last}`;
  }
}

const shortTitles: Readonly<Record<GapName, string>> = {
  stage1Gap: 'Stage-1 gap',
  iml: 'IML',
  imlChange: 'change of IML',
};

/** A set as it is named in a row: `test questions`, `“Who is [X]?”`. */
function setName(set: GapSet): string {
  return set === 'questions' ? 'test questions' : panelTitle(set, [set]);
}

function groupsOf({ report, control, effectMinusControl }: ComparedReport): GapGroup[] {
  const reports = control === null ? [report] : [report, control];
  const sets = gapSets.filter((set) => report.gaps.some((gap) => gap.set === set));
  const several = sets.length > 1;
  const gaps = gapNames.map((gap) => ({
    title: gapTitle(gap, report.gapStages),
    rows: sets.flatMap((set) =>
      reports.flatMap((one) => {
        const summary = gapOf(one.gaps, gap, set);
        const { name } = one.experiment;
        const own = several ? setName(set) : name;
        const row = several && one === control ? `  ${name}` : own;
        return summary === undefined ? [] : [{ name: row, summary }];
      }),
    ),
  }));
  const minus = {
    title: `${report.experiment.name} minus ${control?.experiment.name}, paired by seed`,
    rows: effectMinusControl.map((gap) => ({
      name: `${shortTitles[gap.gap]}${several ? `, ${setName(gap.set)}` : ''}`,
      summary: gap,
    })),
  };
  const comparisons = {
    title: `Further comparisons in ${report.experiment.name}${several ? ', test questions' : ''}`,
    rows: report.comparisons.map((one) => ({
      name: `${one.upper} - ${one.lower} after ${one.stage}`,
      summary: one,
    })),
  };
  return [...gaps, minus, comparisons].filter(({ rows }) => rows.length > 0);
}

function cells({ mean, ci95, t, p, wilcoxonP, seeds }: PairedSummary) {
  const interval = ci95 === null ? '-' : `[${signed(ci95.low)}, ${signed(ci95.high)}]`;
  return {
    mean: signed(mean),
    interval,
    tests: [t === null ? '-' : t.toFixed(2), pCell(p), pCell(wilcoxonP), String(seeds.length)],
  };
}

function gapLines(groups: readonly GapGroup[], width: number, withIntervals: boolean): string[] {
  const rows = groups.flatMap((group) =>
    group.rows.map(({ name, summary }) => {
      const { mean, interval, tests } = cells(summary);
      return [`  ${name}`, mean, ...(withIntervals ? [interval] : []), ...tests];
    }),
  );
  const intervals = withIntervals ? ['95 % t interval'] : [];
  const header = ['', 'mean', ...intervals, 't', 'p', 'Wilcoxon p', 'seeds'];
  const [head = '', ...lines] = tableLines(
    [header, ...rows],
    header.map((_, column) => (column === 0 ? 'left' : 'right')),
  );
  const titled = groups.flatMap((group) => [
    ...wrapped(group.title, width),
    ...lines.splice(0, group.rows.length),
  ]);
  return [head, ...titled];
}

/**
 * Groups of gaps as one table of at most `width` characters; without intervals where it would be
 * wider.
 */
export function gapGroupsTable(groups: readonly GapGroup[], width: number): string[] {
  const full = gapLines(groups, width, true);
  return full.every((line) => line.length <= width) ? full : gapLines(groups, width, false);
}

/**
 * The gaps of an experiment and its control, a line a set, their difference, and further
 * comparisons, as `gapGroupsTable`.
 */
export function gapTable(compared: ComparedReport, width: number): string[] {
  return gapGroupsTable(groupsOf(compared), width);
}
