import jstat from 'jstat';
import { pairedDifferences } from './differences.js';
import { meanRanks } from './mean-ranks.js';

/** What Wilcoxon's signed-rank test found. */
export interface WilcoxonTest {
  /** The smaller of the rank sums of the positive and of the negative differences. */
  readonly w: number;
  /** Two-sided. */
  readonly p: number;
  /** Pairs whose values differ; equal pairs are left out. */
  readonly pairs: number;
  /** Whether p comes from all sign patterns or from the normal approximation. */
  readonly method: 'exact' | 'normal';
}

/**
 * Wilcoxon's signed-rank test of paired values, two-sided (Wilcoxon 1945).
 *
 * Pairs without a difference are dropped, tied differences share their mean rank. As scipy 1.17
 * chooses by default, p is exact up to 50 pairs, or up to 13 where ties or zeros occur; beyond that
 * it is the normal approximation with the variance corrected for ties and no continuity correction.
 * Throws a RangeError for lists of different lengths, fewer than 2 pairs, or no difference at all.
 */
export function wilcoxon(a: readonly number[], b: readonly number[]): WilcoxonTest {
  const all = pairedDifferences(a, b);
  const differences = all.filter((one) => one !== 0);
  const pairs = differences.length;
  if (pairs === 0) {
    throw new RangeError(`Wilcoxon's test needs a difference: all ${all.length} pairs are equal`);
  }
  const ranks = meanRanks(differences.map(Math.abs));
  const total = (pairs * (pairs + 1)) / 2;
  const positive = sum(ranks.filter((_, i) => (differences[i] ?? 0) > 0));
  const w = Math.min(positive, total - positive);
  const plain = pairs === all.length && new Set(ranks).size === pairs;
  const method = all.length <= (plain ? 50 : 13) ? 'exact' : 'normal';
  const p = method === 'exact' ? exactP(w, ranks) : normalP(w, ranks);
  return { w, p, pairs, method };
}

/** Twice the share of the 2^n sign patterns whose positive rank sum is at most `w`, at most 1. */
function exactP(w: number, ranks: readonly number[]): number {
  const doubled = ranks.map((rank) => 2 * rank); // mean ranks are halves, so these are whole
  const share = new Float64Array(sum(doubled) + 1);
  share[0] = 1;
  for (const rank of doubled) {
    for (let at = share.length - 1; at >= 0; at--) {
      share[at] = ((share[at] ?? 0) + (share[at - rank] ?? 0)) / 2;
    }
  }
  return Math.min(1, 2 * sum(share.subarray(0, 2 * w + 1)));
}

function normalP(w: number, ranks: readonly number[]): number {
  // The sum of squared mean ranks is n (n + 1) (2 n + 1) / 6 less the correction for ties.
  const deviation = Math.sqrt(sum(ranks.map((rank) => rank ** 2)) / 4);
  const z = (w - sum(ranks) / 2) / deviation;
  return 2 * normalTail(Math.abs(z));
}

/** Probability that a standard normal value is above `z`, for z >= 0. */
function normalTail(z: number): number {
  if (z < 3) return jstat.erfc(z / Math.SQRT2) / 2;
  // Laplace's continued fraction: jStat's error function has no digits left this far out.
  let fraction = z;
  for (let term = 60; term >= 1; term--) fraction = z + term / fraction;
  return Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
