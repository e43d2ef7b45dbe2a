import type { GapName, GapSummary } from '../analysis/gaps.js';
import type { Interval } from '../analysis/interval.js';
import type { PairedSummary } from '../analysis/paired-summary.js';
import { type ComparedReport, gapOf, type Report } from './report.js';

type Pair = readonly [low: number, high: number];

/** A gap as programs read it; null where it is undefined, as every test is for one seed. */
export interface GapJson {
  readonly mean: number;
  /** The 95 % t interval. */
  readonly ci95: Pair | null;
  readonly t: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly wilcoxonP: number | null;
  /** How many first seeds it is the mean of. */
  readonly n: number;
}

/**
 * `iml`: EM(D5cons) - EM(D6cons) at the end of the last stage. `imlChange`: `iml` minus the same
 * gap before the last stage. `stage1Gap`: EM(D1cons) - EM(D2incons) at the end of the stage before
 * the last. Null where not measured.
 */
export type GapsJson = Readonly<Record<GapName, GapJson | null>>;

/** A report as programs read it. Scores are shares of questions, from 0 to 1. */
export interface ReportJson extends GapsJson {
  readonly experiment: string;
  /** First seeds that are finished. */
  readonly seeds: readonly number[];
  /** By subset and stage, at the stage's end; `ci95` is the 95 % bootstrap interval. */
  readonly subsets: Readonly<
    Record<string, Readonly<Record<string, { readonly mean: number; readonly ci95: Pair | null }>>>
  >;
  /** Further comparisons by their difference, such as `D1cons - QA3`, at the end of `stage`. */
  readonly comparisons: Readonly<Record<string, GapJson & { readonly stage: string }>>;
  /** Seconds of training and testing, summed over all seeds. */
  readonly seconds: number;
  /** The control's report, where one is shown. */
  readonly control?: ReportJson;
  /** The gaps minus the control's, paired by seed, where a control is shown. */
  readonly effectMinusControl?: GapsJson;
}

const pair = (interval: Interval | null): Pair | null =>
  interval === null ? null : [interval.low, interval.high];

function pairedJson({ mean, ci95, t, df, p, wilcoxonP, seeds }: PairedSummary): GapJson {
  return { mean, ci95: pair(ci95), t, df, p, wilcoxonP, n: seeds.length };
}

function gapsJson(gaps: readonly GapSummary[]): GapsJson {
  const json = (name: GapName) => {
    const gap = gapOf(gaps, name);
    return gap === undefined ? null : pairedJson(gap);
  };
  return { iml: json('iml'), imlChange: json('imlChange'), stage1Gap: json('stage1Gap') };
}

function oneReportJson(report: Report): ReportJson {
  const subsets: Record<string, Record<string, { mean: number; ci95: Pair | null }>> = {};
  for (const { subset, stage, mean, ci95 } of report.ends) {
    subsets[subset] = { ...subsets[subset], [stage]: { mean, ci95: pair(ci95) } };
  }
  const comparisons = report.comparisons.map(
    (one) => [`${one.upper} - ${one.lower}`, { stage: one.stage, ...pairedJson(one) }] as const,
  );
  return {
    experiment: report.experiment.name,
    seeds: report.seeds,
    subsets,
    ...gapsJson(report.gaps),
    comparisons: Object.fromEntries(comparisons),
    seconds: report.seconds,
  };
}

/** A report as plain data, to be printed by `--json`. */
export function reportJson({ report, control, effectMinusControl }: ComparedReport): ReportJson {
  const json = oneReportJson(report);
  if (control === null) return json;
  return {
    ...json,
    control: oneReportJson(control),
    effectMinusControl: gapsJson(effectMinusControl),
  };
}
