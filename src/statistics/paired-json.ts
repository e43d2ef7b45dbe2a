import type { Interval } from './interval.js';
import type { PairedSummary, SeedDifference } from './paired-summary.js';

/** How a 95 % interval was computed. */
export type IntervalKind = 't' | 'bootstrap';

/** A 95 % interval as programs read it, by the names that tables have; both ends null where undefined. */
export interface IntervalJson {
  readonly ci_low: number | null;
  readonly ci_high: number | null;
  readonly interval: IntervalKind;
}

/** A difference over first seeds as programs read it; null where it is undefined, as every test is for one seed. */
export interface PairedJson extends IntervalJson {
  readonly mean: number;
  readonly t: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly wilcoxonP: number | null;
  /** One-sided p of the two-sample t test, which ignores that seeds are paired. */
  readonly twoSampleP: number | null;
  /** The test of `t`, `df` and `p`. */
  readonly test: 'paired' | 'welch';
  /** How many first seeds it is the mean of; of two samples those of the first. */
  readonly n: number;
  /** How many the second of two samples has; null where paired. */
  readonly nOther: number | null;
  /** The difference of each first seed, and what it is the difference of; none of two samples. */
  readonly seeds: readonly SeedDifference[];
}

/** An interval as plain data. */
export function intervalJson(interval: Interval | null, kind: IntervalKind): IntervalJson {
  const { low = null, high = null } = interval ?? {};
  return { ci_low: low, ci_high: high, interval: kind };
}

/** A difference over first seeds as plain data. */
export function pairedJson(summary: PairedSummary): PairedJson {
  const { mean, ci95, t, df, p, wilcoxonP, twoSampleP, test, sizes, seeds } = summary;
  const tests = { test, t, df, p, wilcoxonP, twoSampleP };
  const nOther = test === 'paired' ? null : sizes.lower;
  return { mean, ...intervalJson(ci95, 't'), ...tests, n: sizes.upper, nOther, seeds };
}
