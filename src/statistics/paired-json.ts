import type { Interval } from './interval.js';
import type { PairedSummary } from './paired-summary.js';

/** An interval as programs read it. */
export type IntervalJson = readonly [low: number, high: number];

/** A difference over first seeds as programs read it; null where it is undefined, as every test is for one seed. */
export interface PairedJson {
  readonly mean: number;
  /** The 95 % t interval. */
  readonly ci95: IntervalJson | null;
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
}

/** An interval as plain data. */
export function intervalJson(interval: Interval | null): IntervalJson | null {
  return interval === null ? null : [interval.low, interval.high];
}

/** A difference over first seeds as plain data. */
export function pairedJson(summary: PairedSummary): PairedJson {
  const { mean, ci95, t, df, p, wilcoxonP, twoSampleP, test, sizes } = summary;
  return {
    ...{ mean, ci95: intervalJson(ci95), t, df, p, wilcoxonP, twoSampleP, test },
    n: sizes.upper,
    nOther: test === 'paired' ? null : sizes.lower,
  };
}
