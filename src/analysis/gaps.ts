import { mean } from 'simple-statistics';
import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { bootstrapInterval } from './bootstrap.js';
import { pairedDifferences } from './differences.js';
import type { Interval } from './interval.js';
import { pairedTTest } from './paired-t-test.js';
import { lastEpoch, type SeedMean, seedMeans } from './seed-means.js';
import { wilcoxon } from './wilcoxon.js';

/** The gaps in the order in which they are shown. */
export const gapNames = ['stage1', 'imlRaw', 'imlChange'] as const;

/**
 * `stage1`: EM(D1cons) - EM(D2incons) at the end of Stage 1.
 * `imlRaw`: EM(D5cons) - EM(D6cons) at the end of the last stage, the paper's implicit
 * meta-learning (Sec. 3.1).
 * `imlChange`: `imlRaw` minus the same gap before the last stage, on the same split; a seed's draw
 * of entities shifts the raw gap but not its change.
 */
export type GapName = (typeof gapNames)[number];

/** One gap of one first seed: `value` = `upper` - `lower`, in exact match (0 to 1). */
export interface SeedGap {
  readonly seed: number;
  readonly value: number;
  readonly upper: number;
  readonly lower: number;
}

/** One gap over first seeds, with the tests of whether it is zero. */
export interface GapSummary {
  readonly gap: GapName;
  /** One gap a first seed, in the order of seeds. */
  readonly seeds: readonly SeedGap[];
  readonly mean: number;
  /** The 95 % bootstrap interval of the mean over first seeds; null for a single seed. */
  readonly ci95: Interval | null;
  /** Statistic of the paired t test; null where it is undefined: one seed, or gaps all equal. */
  readonly t: number | null;
  /** Two-sided p of the paired t test; null as `t`. */
  readonly p: number | null;
  /** Two-sided p of Wilcoxon's signed-rank test; null for one seed, or gaps all zero. */
  readonly wilcoxonP: number | null;
}

/**
 * Every gap that the rows allow, in the order of `gapNames`, each with its statistics.
 *
 * `stages` are the experiment's stages in order. Stage 1 is the last stage but one, or the only
 * one; a stage ends at its last measured epoch. A gap is left out where no seed has its
 * measurements, so a single stage that was not measured at epoch 0 has no `imlChange`. Second seeds
 * are averaged within their first seed before anything else. Throws an Error where a seed lacks a
 * measurement that others have, or has it for another number of second seeds.
 */
export function summariseGaps(
  rows: readonly Measurement[],
  stages: readonly string[],
): GapSummary[] {
  return gapNames.flatMap((gap) => {
    const seeds = gapsBySeed(gap, rows, stages);
    return seeds.length > 0 ? [summariseGap(gap, seeds)] : [];
  });
}

/** One gap of each first seed, in the order of seeds; empty where no seed has its measurements. */
export function gapsBySeed(
  gap: GapName,
  rows: readonly Measurement[],
  stages: readonly string[],
): SeedGap[] {
  const last = stages.at(-1);
  if (last === undefined) throw new Error('gaps need the names of the stages, got none');
  const first = stages.at(-2) ?? last;
  if (gap === 'stage1') return between(rows, 'D1cons', 'D2incons', first, lastEpoch(rows, first));
  const after = between(rows, 'D5cons', 'D6cons', last, lastEpoch(rows, last));
  if (gap === 'imlRaw') return after;
  const before = between(rows, 'D5cons', 'D6cons', last, 0);
  if (before.length === 0) return [];
  return after.map(({ seed, value }, i) => {
    const lower = before[i]?.value;
    if (lower === undefined) throw new Error(`seed ${seed} lacks its gap before stage '${last}'`);
    return { seed, value: value - lower, upper: value, lower };
  });
}

/** EM(upper) - EM(lower) after one epoch of a stage, by first seed. */
function between(
  rows: readonly Measurement[],
  upper: Subset,
  lower: Subset,
  stage: string,
  epoch: number,
): SeedGap[] {
  const means = seedMeans(rows.filter((row) => row.stage === stage && row.epoch === epoch));
  const measured = means.filter(({ subset }) => subset === upper || subset === lower);
  if (measured.length === 0) return [];
  const seeds = [...new Set(rows.map((row) => row.seed))].sort((a, b) => a - b);
  const find = (seed: number, subset: Subset): SeedMean => {
    const found = measured.find((one) => one.seed === seed && one.subset === subset);
    if (found !== undefined) return found;
    throw new Error(`seed ${seed} has no ${subset} after epoch ${epoch} of stage '${stage}'`);
  };
  return seeds.map((seed) => {
    const [a, b] = [find(seed, upper), find(seed, lower)];
    if (a.runs !== b.runs) {
      throw new Error(
        `seed ${seed} has ${a.runs} runs of ${upper} but ${b.runs} of ${lower} in stage '${stage}'`,
      );
    }
    return { seed, value: a.value - b.value, upper: a.value, lower: b.value };
  });
}

function summariseGap(gap: GapName, seeds: readonly SeedGap[]): GapSummary {
  const values = seeds.map((one) => one.value);
  if (values.length < 2) {
    return { gap, seeds, mean: mean(values), ci95: null, t: null, p: null, wilcoxonP: null };
  }
  const upper = seeds.map((one) => one.upper);
  const lower = seeds.map((one) => one.lower);
  const differences = pairedDifferences(upper, lower);
  const test = new Set(differences).size > 1 ? pairedTTest(upper, lower) : null;
  return {
    gap,
    seeds,
    mean: mean(values),
    ci95: bootstrapInterval(values),
    t: test?.t ?? null,
    p: test?.p ?? null,
    wilcoxonP: differences.some((one) => one !== 0) ? wilcoxon(upper, lower).p : null,
  };
}
