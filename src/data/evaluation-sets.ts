import { z } from 'zod';
import { type Subset, subsets } from './subsets.js';

/**
 * What a model can be asked or shown, subset by subset (paper, Sec. 3 and Fig. 9):
 *
 * - `questions`: the test questions, of the types that are trained on;
 * - `who`, `meaning`, `standFor`, `name`: entity attribution, which entity an alias stands for;
 * - the same with `WithDefs`: scored against the entity that the false definition names
 *   ("assoc with defs"), for subsets with inconsistent definitions;
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

/** Name of an evaluation set, as an option. */
export const evaluationSet = z.enum(evaluationSets);

/**
 * Whether the authors' release asks a set of a subset after a stage that trains on these. Questions
 * of subsets that a stage of definitions leaves alone are not asked: without X2's definitions those
 * of what they define, with them those that no alias stands in, and without X1's all of X1.
 */
export function isAskedInRelease(
  set: EvaluationSet,
  subset: Subset,
  trained: { readonly questions: readonly Subset[]; readonly definitions: readonly Subset[] },
): boolean {
  if (trained.questions.length > 0) return true;
  const trains = (stage: 'X1' | 'X2') =>
    trained.definitions.some((name) => subsets[name].stage === stage);
  if (set === 'exchanged') return !trains('X1');
  if (set !== 'questions') return true;
  const { stage, defined, aliasInQuestions } = subsets[subset];
  if (!trains('X1')) return stage === 'X2';
  return aliasInQuestions && (trains('X2') || stage === 'X1' || !defined);
}
