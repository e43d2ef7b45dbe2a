import { mean } from 'simple-statistics';
import { pairedDifferences } from './differences.js';
import type { Interval } from './interval.js';
import { pairedTTest } from './paired-t-test.js';
import type { SeedCell } from './seed-means.js';
import { twoSampleTTest } from './two-sample-t-test.js';
import { wilcoxon } from './wilcoxon.js';

/** A difference of two scores of one first seed: `value` = `upper` - `lower` (scores: 0 to 1). */
export interface SeedDifference {
  readonly seed: number;
  readonly value: number;
  readonly upper: number;
  readonly lower: number;
  /** The differences that `value` is the mean of; absent unless there are several second seeds. */
  readonly cells?: readonly SeedCell[];
}

/** A difference of scores over first seeds, with the tests of whether it is zero. */
export interface PairedSummary {
  /** The paired t test, or Welch's of two samples where experiments share too few seeds. */
  readonly test: 'paired' | 'welch';
  /** How many first seeds either side has; the same number where paired. */
  readonly sizes: { readonly upper: number; readonly lower: number };
  /** One difference a first seed, in the order of seeds; none of two samples. */
  readonly seeds: readonly SeedDifference[];
  readonly mean: number;
  /** The 95 % t interval of the mean, that of the t test; null as `t`. */
  readonly ci95: Interval | null;
  /** Statistic of the t test; null where it is undefined: one seed, or no spread. */
  readonly t: number | null;
  /** Degrees of freedom of `t`; null as `t`. */
  readonly df: number | null;
  /** Two-sided p of the t test; null as `t`. */
  readonly p: number | null;
  /**
   * Two-sided p of Wilcoxon's signed-rank test; null for one seed, for differences all zero and for two
   * samples.
   */
  readonly wilcoxonP: number | null;
  /**
   * One-sided p of the two-sample t test that `upper` is above `lower`, as the authors' release
   * tests; it ignores that seeds are paired. Null for one seed, and where neither of them varies.
   */
  readonly twoSampleP: number | null;
}

/** Mean, t interval and tests of differences; there must be at least one. */
export function summarisePairs(seeds: readonly SeedDifference[]): PairedSummary {
  const middle = mean(seeds.map((one) => one.value));
  const sizes = { upper: seeds.length, lower: seeds.length };
  const paired = { test: 'paired', sizes, seeds, mean: middle } as const;
  const undefinedTest = { ...paired, ci95: null, t: null, df: null, p: null };
  if (seeds.length < 2) return { ...undefinedTest, wilcoxonP: null, twoSampleP: null };
  const upper = seeds.map((one) => one.upper);
  const lower = seeds.map((one) => one.lower);
  const differences = pairedDifferences(upper, lower);
  const wilcoxonP = differences.some((one) => one !== 0) ? wilcoxon(upper, lower).p : null;
  const varies = [upper, lower].some((values) => new Set(values).size > 1);
  const twoSampleP = varies ? twoSampleTTest(upper, lower).p : null;
  if (new Set(differences).size === 1) return { ...undefinedTest, wilcoxonP, twoSampleP };
  const { ci95, t, df, p } = pairedTTest(upper, lower);
  return { ...paired, ci95, t, df, p, wilcoxonP, twoSampleP };
}
