import type { Contrast } from '../data/contrasts.js';
import type { Group } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import { groupDifference } from './group-difference.js';
import { isSingleStage, type LearnedStages, learnedAfter } from './learned-stages.js';
import { withCells } from './nested/seed-cells.js';
import { type PairedSummary, type SeedDifference, summarisePairs } from './paired-summary.js';
import { compareSeeds } from './seed-comparison.js';
import { lastEpoch } from './seed-means.js';
import { attributionSets, type ShownSet } from './shown-sets.js';

/** The sets in which groups are compared, in the order in which they are shown. */
export const contrastSets = [
  'questions',
  ...attributionSets,
] as const satisfies readonly ShownSet[];

/** A set in which groups are compared. */
export type ContrastSet = (typeof contrastSets)[number];

/** A contrast over first seeds, with the tests of whether it is zero. */
export interface ContrastSummary extends PairedSummary {
  /** The contrast's, with `Change` at its end for its change over the last stage. */
  readonly name: string;
  readonly contrast: Contrast;
  /** Whether the same difference before the last stage is taken from it. */
  readonly isChange: boolean;
  readonly set: ContrastSet;
  /** The stage at whose end it is measured. */
  readonly stage: string;
}

/** What an experiment compares, and where its groups have been learnt. */
export interface Comparison {
  readonly groups: readonly Group[];
  readonly contrasts: readonly Contrast[];
  readonly stages: LearnedStages;
}

/**
 * Every contrast that the rows allow, in the order in which they are declared, each with its
 * statistics: EM(minuend) - EM(subtrahend) at the end of the stage that has taught their data; of an
 * effect also its change over the last stage, the same difference before that stage taken from it, on
 * the same split, since a seed's draw of entities shifts both. In entity attribution, groups with false
 * definitions are scored against the entity that these name ("assoc with defs", Fig. 3b), and details
 * are left out.
 *
 * A stage ends at its last measured epoch. A contrast is left out where no seed has its measurements;
 * a change also where one stage trains on X1 and X2 together. Second seeds are averaged within their
 * first seed before anything else. Throws an Error where a seed lacks a measurement that others have,
 * or has it for other second seeds of one group than of the other.
 */
export function summariseContrasts(
  rows: readonly Measurement[],
  comparison: Comparison,
  set: ContrastSet = 'questions',
): ContrastSummary[] {
  const shown = comparison.contrasts.filter(({ role }) => set === 'questions' || role !== 'detail');
  return shown.flatMap((contrast) => {
    const stage = learnedAfter(comparison.stages, contrast.after);
    const changes = contrast.role === 'effect' ? [false, true] : [false];
    return changes.flatMap((isChange): ContrastSummary[] => {
      const seeds = contrastBySeed(rows, { contrast, isChange, set, ...comparison });
      const name = isChange ? `${contrast.name}Change` : contrast.name;
      const measured = { name, contrast, isChange, set, stage };
      return seeds.length > 0 ? [{ ...measured, ...summarisePairs(seeds) }] : [];
    });
  });
}

/**
 * A contrast of each first seed, or its change over the last stage, in the order of seeds; empty where no
 * seed has both groups, and a change also where one stage trains on X1 and X2 together. Errors as of
 * `summariseContrasts`.
 */
export function contrastBySeed(
  rows: readonly Measurement[],
  of: Pick<ContrastSummary, 'contrast' | 'isChange' | 'set'> &
    Pick<Comparison, 'groups' | 'stages'>,
): SeedDifference[] {
  const { contrast, isChange, set, groups, stages } = of;
  const stage = learnedAfter(stages, contrast.after);
  const { minuend: upper, subtrahend: lower } = contrast;
  const pair = { upper, lower, set, stage, groups } as const;
  const after = groupDifference(rows, { ...pair, epoch: lastEpoch(rows, stage) });
  if (!isChange) return after;
  if (isSingleStage(stages)) return [];
  const before = groupDifference(rows, { ...pair, epoch: 0 });
  if (before.length === 0) return [];
  return after.map(({ seed, value, cells }, i) => {
    const earlier = before[i]?.value;
    if (earlier === undefined)
      throw new Error(`seed ${seed} lacks ${contrast.name} before stage '${stage}'`);
    const change = { seed, value: value - earlier, upper: value, lower: earlier };
    return withCells(change, cells, before[i]?.cells);
  });
}

/**
 * The contrasts of an experiment minus those of its control, with the tests of whether the difference
 * is zero, by the rule of `compareSeeds`: paired by first seed where they share enough, else as two
 * samples. Details are left out, and so is what the control has not measured.
 */
export function effectMinusControl(
  effect: readonly ContrastSummary[],
  control: readonly ContrastSummary[],
): ContrastSummary[] {
  return effect.flatMap((own) => {
    const other = contrastOf(control, own.name, own.set);
    if (own.contrast.role === 'detail' || other === undefined) return [];
    return [{ ...own, ...compareSeeds(own.seeds, other.seeds).counts }];
  });
}

/** The contrast of a name in a set, by default the test questions; undefined where not measured. */
export function contrastOf(
  contrasts: readonly ContrastSummary[],
  name: string,
  set: ContrastSet = 'questions',
): ContrastSummary | undefined {
  return contrasts.find((one) => one.name === name && one.set === set);
}
