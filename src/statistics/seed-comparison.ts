import { mean } from 'simple-statistics';
import { withCells } from './nested/seed-cells.js';
import { type PairedSummary, type SeedDifference, summarisePairs } from './paired-summary.js';
import type { SeedCell } from './seed-means.js';
import { twoSampleTTest } from './two-sample-t-test.js';
import { welchTTest } from './welch-t-test.js';

/** A value of a first seed, such as a contrast. */
export interface SeedValue {
  readonly seed: number;
  readonly value: number;
  /** What it is the mean of, where it has several second seeds. */
  readonly cells?: readonly SeedCell[];
}

/** Two experiments' values of the same thing, the first minus the second. */
export interface SeedComparison {
  /** Over the first seeds that both have; null where they share none. */
  readonly paired: PairedSummary | null;
  /** Over all first seeds of either, as two independent samples. */
  readonly samples: PairedSummary;
  /** Which of the two counts. */
  readonly counts: PairedSummary;
}

/**
 * Compares two experiments over first seeds. What counts is the paired test where at least two seeds,
 * and half of the seeds of the experiment that has fewer, are shared; else Welch's test of two
 * samples over all seeds. So it depends on the seeds alone, never on what was measured. Both sides
 * need a value.
 */
export function compareSeeds(
  upper: readonly SeedValue[],
  lower: readonly SeedValue[],
): SeedComparison {
  const others = new Map(lower.map((one) => [one.seed, one]));
  const shared = upper.flatMap(({ seed, value, cells }): SeedDifference[] => {
    const other = others.get(seed);
    if (other === undefined) return [];
    const both = { seed, value: value - other.value, upper: value, lower: other.value };
    return [withCells(both, cells, other.cells)];
  });
  const paired = shared.length === 0 ? null : summarisePairs(shared);
  const samples = summariseSamples(
    upper.map(({ value }) => value),
    lower.map(({ value }) => value),
  );
  const fewer = Math.min(upper.length, lower.length);
  // One seed on a side gives two samples no test either.
  const isPaired = fewer === 1 ? shared.length === 1 : shared.length >= Math.max(2, fewer / 2);
  return { paired, samples, counts: isPaired && paired !== null ? paired : samples };
}

/** The difference of means of two independent samples, with Welch's test. */
function summariseSamples(upper: readonly number[], lower: readonly number[]): PairedSummary {
  const summary = {
    test: 'welch',
    sizes: { upper: upper.length, lower: lower.length },
    seeds: [],
    mean: mean([...upper]) - mean([...lower]),
    wilcoxonP: null,
  } as const;
  const varies = [upper, lower].some((values) => new Set(values).size > 1);
  if (Math.min(upper.length, lower.length) < 2 || !varies) {
    return { ...summary, ci95: null, t: null, df: null, p: null, twoSampleP: null };
  }
  const { ci95, t, df, p } = welchTTest(upper, lower);
  return { ...summary, ci95, t, df, p, twoSampleP: twoSampleTTest(upper, lower).p };
}
