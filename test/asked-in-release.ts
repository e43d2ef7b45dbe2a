import type { EvaluationSet } from '../src/data/evaluation-sets.js';
import { type Subset, subsets } from '../src/data/subsets.js';

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
