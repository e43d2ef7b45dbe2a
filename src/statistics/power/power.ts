import jstat from 'jstat';
import { sampleStandardDeviation } from 'simple-statistics';
import type { Interval } from '../interval.js';
import { noncentralTBelow } from './noncentral-t.js';

/** What the standard error of a difference over first seeds follows from. */
export type Spread =
  | {
      /** One difference a seed. */
      readonly kind: 'paired';
      /** Standard deviation of the differences over first seeds. */
      readonly sd: number;
    }
  | {
      /** Two samples of different seeds, as many of each. */
      readonly kind: 'two samples';
      readonly sds: readonly [upper: number, lower: number];
    };

/** What is asked of a two-sided t test; both between 0 and 1. */
export interface PowerTarget {
  /** The probability that a true effect is found. */
  readonly power: number;
  /** The probability that one is found where there is none. */
  readonly alpha: number;
}

/** More seeds than this are given up. */
export const mostSeeds = 10_000;

/** The standard error and the degrees of freedom with so many seeds, or so many of each. */
function errorOf(spread: Spread, seeds: number): { readonly error: number; readonly df: number } {
  if (spread.kind === 'paired') return { error: spread.sd / Math.sqrt(seeds), df: seeds - 1 };
  const [a, b] = spread.sds.map((sd) => sd ** 2) as [number, number];
  const df = ((seeds - 1) * (a + b) ** 2) / (a ** 2 + b ** 2);
  return { error: Math.sqrt((a + b) / seeds), df };
}

const critical = (alpha: number, df: number): number => jstat.studentt.inv(1 - alpha / 2, df);

/**
 * The probability that the two-sided t test of so many first seeds (of each, for two samples: Welch's)
 * finds a true `effect`, exactly, by the noncentral t distribution. Of two samples the degrees of
 * freedom are those of the given deviations.
 */
export function powerOf(spread: Spread, effect: number, seeds: number, alpha: number): number {
  const { error, df } = errorOf(spread, seeds);
  const limit = critical(alpha, df);
  const shift = Math.abs(effect) / error;
  return 1 - noncentralTBelow(limit, df, shift) + noncentralTBelow(-limit, df, shift);
}

/** The least number from 2 that is enough, where more are never worse; null above `mostSeeds`. */
function leastSeeds(isEnough: (seeds: number) => boolean): number | null {
  let high = 2;
  while (!isEnough(high)) {
    if (high === mostSeeds) return null;
    high = Math.min(2 * high, mostSeeds);
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.ceil((low + high) / 2);
    if (middle === high) break;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * First seeds (of each, for two samples) with which a true `effect` is found with the power that is
 * asked for; null where `mostSeeds` are too few. The deviation and the effect are above 0.
 */
export function seedsForPower(
  spread: Spread,
  effect: number,
  { power, alpha }: PowerTarget,
): number | null {
  return leastSeeds((seeds) => powerOf(spread, effect, seeds, alpha) >= power);
}

/**
 * First seeds (of each, for two samples) with which the interval of level 1 - alpha, with deviations
 * as they are given, is at most so wide from end to end; null where `mostSeeds` are too few.
 */
export function seedsForWidth(spread: Spread, width: number, alpha: number): number | null {
  return leastSeeds((seeds) => {
    const { error, df } = errorOf(spread, seeds);
    return 2 * critical(alpha, df) * error <= width;
  });
}

/** The least true effect that so many first seeds find with the power that is asked for. */
export function detectableEffect(
  spread: Spread,
  seeds: number,
  { power, alpha }: PowerTarget,
): number {
  const { error } = errorOf(spread, seeds);
  let [low, high] = [0, error];
  while (powerOf(spread, high, seeds, alpha) < power) high *= 2;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (powerOf(spread, middle, seeds, alpha) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** The standard deviation of values over first seeds; 0 of one value, and exactly 0 where all are the same. */
export const deviationOf = (values: readonly number[]): number =>
  new Set(values).size < 2 ? 0 : sampleStandardDeviation([...values]);

/** The interval of a standard deviation that was estimated from normal values; level 0.8 by default. */
export function deviationInterval(sd: number, df: number, level = 0.8): Interval {
  const at = (share: number) => sd * Math.sqrt(df / jstat.chisquare.inv(share, df));
  return { low: at((1 + level) / 2), high: at((1 - level) / 2) };
}
