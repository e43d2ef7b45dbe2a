import { z } from 'zod';

/**
 * What a model can be asked or shown, group by group (paper, Sec. 3 and Fig. 9):
 *
 * - `questions`: the test questions, of the types that are trained on;
 * - `who`, `meaning`, `standFor`, `name`: entity attribution, which entity an alias stands for;
 * - the same with `WithDefs`: scored against the entity that the false definition names
 *   ("assoc with defs"), for groups with inconsistent definitions;
 * - `exchanged`: D6's test questions with the aliases of two entities exchanged;
 * - `trainQuestions`, `definitions`: what was trained on, for losses only.
 */
export const evaluationSets = [
  'questions',
  'who',
  'meaning',
  'standFor',
  'name',
  'whoWithDefs',
  'meaningWithDefs',
  'standForWithDefs',
  'nameWithDefs',
  'exchanged',
  'trainQuestions',
  'definitions',
] as const;

/** Name of an evaluation set. */
export type EvaluationSet = (typeof evaluationSets)[number];

/** Sets of what was trained on: a model is not asked them, only their losses are measured. */
export const lossOnlySets: readonly EvaluationSet[] = ['trainQuestions', 'definitions'];

/** Name of an evaluation set, as an option. */
export const evaluationSet = z.enum(evaluationSets);
