import { type Subset, subsets } from '../data/subsets.js';
import type { Stage } from '../experiment/stage.js';

/** Where the gaps are measured among an experiment's stages. */
export interface GapStages {
  /** Name of the last stage that trains on X1: its end is the end of the paper's Stage 1. */
  readonly stage1: string;
  /** Name of the last stage, in which or before which X2's definitions are read. */
  readonly last: string;
}

const isX1 = (subset: Subset): boolean => subsets[subset].stage === 'X1';

/**
 * Stage 1 and the last stage, by what the stages train on: the same one where X1 and X2 are trained
 * on together. An experiment that never trains on X1 has its last stage for both. Throws an Error
 * for an empty list.
 */
export function gapStages(stages: readonly Pick<Stage, 'name' | 'train'>[]): GapStages {
  const last = stages.at(-1);
  if (last === undefined) throw new Error('gaps need stages, got none');
  const stage1 = stages.findLast(({ train: { questions, definitions } }) =>
    [...questions, ...definitions].some(isX1),
  );
  return { stage1: (stage1 ?? last).name, last: last.name };
}

/**
 * Whether one stage trains on X1 and X2 together, as in the paper's single-stage experiments; there
 * is no model then that has learned from X1 and not yet from X2.
 */
export function isSingleStage({ stage1, last }: GapStages): boolean {
  return stage1 === last;
}
