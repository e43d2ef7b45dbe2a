import { mean, sum } from 'simple-statistics';
import { requireValues } from '../interval.js';

/** How values of nested seeds vary: that of a cell is mean + first seed's part + second seed's part. */
export interface VarianceComponents {
  /** Variance of the first seeds' parts; 0 where the second seeds explain all that is seen. */
  readonly between: number;
  /** Variance of the second seeds' parts within a first seed. */
  readonly within: number;
}

/** What the likelihood needs of one first seed. */
interface Group {
  readonly size: number;
  readonly mean: number;
}

/** Ratios of `between` to `within` at which a maximum is looked for, besides 0. */
const ratios = Array.from({ length: 161 }, (_, i) => 10 ** (-8 + i / 10));

/**
 * Variance components of a one-way random-effects model by restricted maximum likelihood (REML), as
 * lme4 and statsmodels' MixedLM have them: a list of cells a first seed, of one length or of several.
 * Of a balanced grid they equal those of ANOVA's mean squares, where these give no variance below 0.
 *
 * Null where they cannot be told apart: a single first seed, no first seed with two cells, or values
 * that are all the same. Throws a RangeError for a first seed without cells and non-finite values.
 */
export function varianceComponents(
  firstSeeds: readonly (readonly number[])[],
): VarianceComponents | null {
  for (const cells of firstSeeds) requireValues(cells, 1, 'a variance within a first seed');
  const all = firstSeeds.flat();
  if (firstSeeds.length < 2 || all.length === firstSeeds.length) return null;
  if (new Set(all).size === 1) return null;
  const groups = firstSeeds.map((cells) => ({ size: cells.length, mean: mean([...cells]) }));
  const inner = sum(
    firstSeeds.flatMap((cells, i) => cells.map((one) => (one - (groups[i]?.mean ?? 0)) ** 2)),
  );
  // Without spread within first seeds a cell says no more than its seed's mean.
  if (inner === 0) return { between: spreadAt(groups, 1e12) / (groups.length - 1), within: 0 };
  const ratio = bestRatio(groups, inner, all.length);
  const within = (inner + weightedSquares(groups, ratio)) / (all.length - 1);
  return { between: ratio * within, within };
}

const weightOf = ({ size }: Group, ratio: number): number => size / (1 + size * ratio);

const centreOf = (groups: readonly Group[], ratio: number): number =>
  sum(groups.map((one) => weightOf(one, ratio) * one.mean)) /
  sum(groups.map((one) => weightOf(one, ratio)));

/** Squared distances of means from their weighted centre, each times a power of its weight. */
function weightedSquares(groups: readonly Group[], ratio: number, power = 1): number {
  const centre = centreOf(groups, ratio);
  return sum(groups.map((one) => weightOf(one, ratio) ** power * (one.mean - centre) ** 2));
}

/** Squared distances of means from their centre at a ratio so large that all weigh the same. */
const spreadAt = (groups: readonly Group[], ratio: number): number =>
  sum(groups.map((one) => (one.mean - centreOf(groups, ratio)) ** 2));

/** -2 log likelihood of a ratio, but for a constant; `within` is at its best for that ratio. */
function deviance(groups: readonly Group[], inner: number, cells: number, ratio: number): number {
  const logs = sum(groups.map(({ size }) => Math.log1p(size * ratio)));
  const weights = sum(groups.map((one) => weightOf(one, ratio)));
  const squares = inner + weightedSquares(groups, ratio);
  return (cells - 1) * Math.log(squares) + logs + Math.log(weights);
}

/** The derivative of `deviance` by the ratio. */
function slope(groups: readonly Group[], inner: number, cells: number, ratio: number): number {
  const weights = groups.map((one) => weightOf(one, ratio));
  const total = sum(weights);
  const squares = inner + weightedSquares(groups, ratio);
  const ofSquares = ((cells - 1) * weightedSquares(groups, ratio, 2)) / squares;
  return total - sum(weights.map((one) => one ** 2)) / total - ofSquares;
}

/** The ratio of the greatest likelihood: the best of a grid, made exact by halving. */
function bestRatio(groups: readonly Group[], inner: number, cells: number): number {
  const grid = [0, ...ratios];
  const worth = grid.map((ratio) => deviance(groups, inner, cells, ratio));
  const best = worth.indexOf(Math.min(...worth));
  let low = grid[Math.max(0, best - 1)] ?? 0;
  let high = grid[Math.min(grid.length - 1, best + 1)] ?? 0;
  if (best === 0 && slope(groups, inner, cells, 0) >= 0) return 0;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (slope(groups, inner, cells, middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
