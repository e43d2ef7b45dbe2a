import type { Measurement } from '../evaluation/measurement.js';
import { type GapStages, isSingleStage } from './gap-stages.js';
import { type PairedSummary, type SeedDifference, summarisePairs } from './paired-summary.js';
import { lastEpoch } from './seed-means.js';
import { attributionSets, type ShownSet } from './shown-sets.js';
import { subsetDifference } from './subset-difference.js';

/** The gaps in the order in which they are shown. */
export const gapNames = ['stage1Gap', 'iml', 'imlChange'] as const;

/**
 * `stage1Gap`: EM(D1cons) - EM(D2incons) at the end of Stage 1; in entity attribution D2incons is
 * scored against the entity that its definition names ("assoc with defs", Fig. 3b).
 * `iml`: EM(D5cons) - EM(D6cons) at the end of the last stage, the paper's implicit meta-learning
 * (Sec. 3.1).
 * `imlChange`: `iml` minus the same gap before the last stage, on the same split; a seed's draw of
 * entities shifts the gap but not its change. Without meaning where one stage trains on X1 and X2.
 */
export type GapName = (typeof gapNames)[number];

/** The sets in which there are gaps, in the order in which they are shown. */
export const gapSets = ['questions', ...attributionSets] as const satisfies readonly ShownSet[];

/** A set in which there are gaps. */
export type GapSet = (typeof gapSets)[number];

/** One gap over first seeds, with the tests of whether it is zero. */
export interface GapSummary extends PairedSummary {
  readonly gap: GapName;
  readonly set: GapSet;
}

/**
 * Every gap that the rows allow, in the order of `gapNames`, each with its statistics.
 *
 * A stage ends at its last measured epoch. A gap is left out where no seed has its measurements;
 * `imlChange` is also where one stage trains on X1 and X2 together. Second seeds are averaged within
 * their first seed before anything else. Throws an Error where a seed lacks a measurement that
 * others have, or has it for another number of second seeds.
 */
export function summariseGaps(
  rows: readonly Measurement[],
  stages: GapStages,
  set: GapSet = 'questions',
): GapSummary[] {
  return gapNames.flatMap((gap) => {
    const seeds = gapsBySeed(gap, rows, stages, set);
    return seeds.length > 0 ? [{ gap, set, ...summarisePairs(seeds) }] : [];
  });
}

/** One gap of each first seed, in the order of seeds; empty where no seed has its measurements. */
export function gapsBySeed(
  gap: GapName,
  rows: readonly Measurement[],
  stages: GapStages,
  set: GapSet = 'questions',
): SeedDifference[] {
  const { stage1, last } = stages;
  if (gap === 'stage1Gap') {
    const epoch = lastEpoch(rows, stage1);
    const pair = { upper: 'D1cons', lower: 'D2incons', set, stage: stage1, epoch } as const;
    return subsetDifference(rows, pair);
  }
  const pair = { upper: 'D5cons', lower: 'D6cons', set, stage: last } as const;
  const after = subsetDifference(rows, { ...pair, epoch: lastEpoch(rows, last) });
  if (gap === 'iml') return after;
  if (isSingleStage(stages)) return [];
  const before = subsetDifference(rows, { ...pair, epoch: 0 });
  if (before.length === 0) return [];
  return after.map(({ seed, value }, i) => {
    const lower = before[i]?.value;
    if (lower === undefined) throw new Error(`seed ${seed} lacks its gap before stage '${last}'`);
    return { seed, value: value - lower, upper: value, lower };
  });
}

/**
 * The gaps of an experiment minus those of its control, paired by first seed, with the tests of
 * whether the difference is zero. Seeds that only one of the two has are left out, and so are gaps
 * that have no seed in both.
 */
export function effectMinusControl(
  effect: readonly GapSummary[],
  control: readonly GapSummary[],
): GapSummary[] {
  return effect.flatMap(({ gap, set, seeds }) => {
    const others = control.find((one) => one.gap === gap && one.set === set)?.seeds ?? [];
    const lowers = new Map(others.map(({ seed, value }) => [seed, value]));
    const shared = seeds.flatMap(({ seed, value }): SeedDifference[] => {
      const lower = lowers.get(seed);
      return lower === undefined ? [] : [{ seed, value: value - lower, upper: value, lower }];
    });
    return shared.length > 0 ? [{ gap, set, ...summarisePairs(shared) }] : [];
  });
}
