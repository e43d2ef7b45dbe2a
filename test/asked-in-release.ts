import type { EvaluationSet } from '../src/data/evaluation-sets.js';
import { groupNamed } from './table-one.js';

/**
 * Whether the authors' release asks a set of a group after a stage that trains on these. Questions
 * of groups that a stage of definitions leaves alone are not asked: without X2's definitions those
 * of what they define, with them those that no alias stands in, and without X1's all of X1.
 */
export function isAskedInRelease(
  set: EvaluationSet,
  subset: string,
  trained: { readonly questions: readonly string[]; readonly definitions: readonly string[] },
): boolean {
  if (trained.questions.length > 0) return true;
  const trains = (data: 'X1' | 'X2') =>
    trained.definitions.some((name) => groupNamed(name).data === data);
  if (set === 'exchanged') return !trains('X1');
  if (set !== 'questions') return true;
  const { data, source, aliasInQuestions } = groupNamed(subset);
  if (!trains('X1')) return data === 'X2';
  return aliasInQuestions && (trains('X2') || data === 'X1' || source === null);
}
