import { type GapName, type GapSummary, gapNames, gapStages } from '../analysis/gaps.js';
import type { PairedSummary } from '../analysis/paired-summary.js';
import { wrapped } from '../data/wrapped.js';
import { type ComparedReport, gapOf } from './report.js';
import { tableLines } from './table.js';

/** Rows of the table under a title of their own. */
interface Group {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly summary: PairedSummary }[];
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

function probability(p: number | null): string {
  if (p === null) return '-';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

function gapTitle(name: GapName, stages: readonly string[]): string {
  const { stage1, last } = gapStages(stages);
  switch (name) {
    case 'stage1Gap':
      return `Stage-1 gap: EM(D1cons) - EM(D2incons) after ${stage1}`;
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

function groupsOf({ report, control, effectMinusControl }: ComparedReport): Group[] {
  const reports = control === null ? [report] : [report, control];
  const named = (name: string, gap: GapSummary | undefined) =>
    gap === undefined ? [] : [{ name, summary: gap }];
  const gaps = gapNames.map((gap) => ({
    title: gapTitle(gap, report.stages),
    rows: reports.flatMap((one) => named(one.experiment.name, gapOf(one.gaps, gap))),
  }));
  const minus = {
    title: `${report.experiment.name} minus ${control?.experiment.name}, paired by seed`,
    rows: effectMinusControl.map((gap) => ({ name: shortTitles[gap.gap], summary: gap })),
  };
  const comparisons = {
    title: `Further comparisons in ${report.experiment.name}`,
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
    tests: [
      t === null ? '-' : t.toFixed(2),
      probability(p),
      probability(wilcoxonP),
      String(seeds.length),
    ],
  };
}

function gapLines(groups: readonly Group[], width: number, withIntervals: boolean): string[] {
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
 * The gaps of an experiment and its control, their difference, and further comparisons, as one
 * table of at most `width` characters; without intervals where it would be wider.
 */
export function gapTable(compared: ComparedReport, width: number): string[] {
  const groups = groupsOf(compared);
  const full = gapLines(groups, width, true);
  return full.every((line) => line.length <= width) ? full : gapLines(groups, width, false);
}
