import type { GapSummary } from '../analysis/gaps.js';
import type { Interval } from '../analysis/interval.js';
import { gapOf, type Report } from './report.js';

type Pair = readonly [low: number, high: number];

/** A gap as programs read it; null where it is undefined, as every test is for one seed. */
export interface GapJson {
  readonly mean: number;
  readonly ci95: Pair | null;
  readonly t: number | null;
  readonly p: number | null;
  readonly wilcoxonP: number | null;
}

/** A report as programs read it. Scores are shares of questions, from 0 to 1. */
export interface ReportJson {
  readonly experiment: string;
  /** First seeds that are finished. */
  readonly seeds: readonly number[];
  /** By subset and stage, at the stage's end. */
  readonly subsets: Readonly<
    Record<string, Readonly<Record<string, { readonly mean: number; readonly ci95: Pair | null }>>>
  >;
  /** EM(D5cons) - EM(D6cons) at the end of the last stage. */
  readonly iml: GapJson | null;
  /** `iml` minus the same gap before the last stage. */
  readonly imlChange: GapJson | null;
  /** EM(D1cons) - EM(D2incons) at the end of the stage before the last. */
  readonly stage1Gap: GapJson | null;
  /** Seconds of training and testing, over all seeds. */
  readonly seconds: number;
  /** The control's report, where one is shown. */
  readonly control?: ReportJson;
}

const pair = (interval: Interval | null): Pair | null =>
  interval === null ? null : [interval.low, interval.high];

function gapJson(gap: GapSummary | undefined): GapJson | null {
  if (gap === undefined) return null;
  const { mean, ci95, t, p, wilcoxonP } = gap;
  return { mean, ci95: pair(ci95), t, p, wilcoxonP };
}

/** A report as plain data, to be printed by `--json`. */
export function reportJson(report: Report, control: Report | null): ReportJson {
  const subsets: Record<string, Record<string, { mean: number; ci95: Pair | null }>> = {};
  for (const { subset, stage, mean, ci95 } of report.ends) {
    subsets[subset] = { ...subsets[subset], [stage]: { mean, ci95: pair(ci95) } };
  }
  return {
    experiment: report.experiment.name,
    seeds: report.seeds,
    subsets,
    iml: gapJson(gapOf(report, 'imlRaw')),
    imlChange: gapJson(gapOf(report, 'imlChange')),
    stage1Gap: gapJson(gapOf(report, 'stage1')),
    seconds: report.seconds,
    ...(control === null ? {} : { control: reportJson(control, null) }),
  };
}
