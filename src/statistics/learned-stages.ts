import type { Group } from '../data/groups.js';
import type { Stage } from '../experiment/stage.js';

/** Which stages have taught the model X1 and X2, at whose ends groups are compared. */
export interface LearnedStages {
  /** Name of the last stage that trains on X1: its end is the end of the paper's Stage 1. */
  readonly stage1: string;
  /** Name of the last stage, in which or before which X2's definitions are read. */
  readonly last: string;
}

/**
 * Stage 1 and the last stage, by what the stages train on: the same one where X1 and X2 are trained
 * on together. An experiment that never trains on X1 has its last stage for both. Throws an Error
 * for an empty list.
 */
export function learnedStages(
  stages: readonly Pick<Stage, 'name' | 'train'>[],
  groups: readonly Pick<Group, 'name' | 'data'>[],
): LearnedStages {
  const last = stages.at(-1);
  if (last === undefined) throw new Error('contrasts need stages, got none');
  const x1 = new Set(groups.filter(({ data }) => data === 'X1').map(({ name }) => name));
  const stage1 = stages.findLast(({ train: { questions, definitions } }) =>
    [...questions, ...definitions].some((group) => x1.has(group)),
  );
  return { stage1: (stage1 ?? last).name, last: last.name };
}

/** The stage at whose end a group's data, or a contrast's, have been learnt. */
export const learnedAfter = ({ stage1, last }: LearnedStages, data: Group['data']): string =>
  data === 'X1' ? stage1 : last;

/**
 * Whether one stage trains on X1 and X2 together, as in the paper's single-stage experiments; there
 * is no model then that has learned from X1 and not yet from X2.
 */
export function isSingleStage({ stage1, last }: LearnedStages): boolean {
  return stage1 === last;
}
