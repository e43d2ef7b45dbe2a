import { bootstrapInterval } from '../statistics/bootstrap.js';
import { type PairedSummary, summarisePairs } from '../statistics/paired-summary.js';
import { deviationOf, type Spread } from '../statistics/power/power.js';
import { compareSeeds, type SeedValue } from '../statistics/seed-comparison.js';
import { fewestSeeds } from '../statistics/significance.js';
import type { Measure } from '../study/claim.js';
import type { Estimate } from './evaluated-claim.js';
import { type ClaimSource, measured } from './measure-values.js';

/** A number over first seeds with its test, and what power needs of it. */
export interface Tested {
  readonly estimate: Estimate;
  /** Null where it cannot be estimated: one seed, or the same value for all. */
  readonly spread: Spread | null;
  /** First seeds; of two samples those of the smaller. */
  readonly seeds: number;
  /** Whether seeds are paired; else they are two samples, and Welch's test is made. */
  readonly isPaired: boolean;
}

/** A summary as a tested number; `sides` are those of two samples. */
export function testedSummary(
  summary: PairedSummary,
  sides: readonly [readonly SeedValue[], readonly SeedValue[]],
): Tested {
  const { mean, ci95, df, p, test } = summary;
  const isPaired = test === 'paired';
  const seeds = isPaired ? summary.seeds.map(({ seed, value }) => ({ seed, value })) : [];
  const values = seeds.map(({ value }) => value);
  const bootstrap95 = ci95 === null || !isPaired ? null : bootstrapInterval(values);
  const [upper, lower] = sides.map((side) => deviationOf(side.map(({ value }) => value)));
  const spread: Spread = isPaired
    ? { kind: 'paired', sd: deviationOf(values) }
    : { kind: 'two samples', sds: [upper ?? 0, lower ?? 0] };
  return {
    estimate: { seeds, mean, ci95, bootstrap95, df, p },
    spread: p === null ? null : spread,
    seeds: fewestSeeds(summary),
    isPaired,
  };
}

/** Values of first seeds, tested against zero; null where there are none. */
export function testedValues(values: readonly SeedValue[]): Tested | null {
  if (values.length === 0) return null;
  const fromZero = values.map(({ seed, value }) => ({ seed, value, upper: value, lower: 0 }));
  return testedSummary(summarisePairs(fromZero), [[], []]);
}

/**
 * The difference of two lists of values, by the rule of `compareSeeds`: paired by first seed where enough
 * are shared, else by Welch's test of two samples. Null where one of them is empty.
 */
export function testedDifference(
  upper: readonly SeedValue[],
  lower: readonly SeedValue[],
): Tested | null {
  if (upper.length === 0 || lower.length === 0) return null;
  return testedSummary(compareSeeds(upper, lower).counts, [upper, lower]);
}

/** A measure tested against zero; null where no first seed has it. Errors as of `measured`. */
export function testedMeasure(source: ClaimSource, measure: Measure): Tested | null {
  if (measure.kind !== 'difference') return testedValues(measured(source, measure).values);
  const { values: upper } = measured(source, measure.minuend);
  const { values: lower } = measured(source, measure.subtrahend);
  return testedDifference(upper, lower);
}
