import type { EvaluationSet } from '../../src/data/evaluation-sets.js';
import type { Metric } from '../../src/experiment/metrics.js';
import type { Measure, Place } from '../../src/study/claim.js';

/** Where a score stands, and of what; by default exact match on the test questions. */
interface ScorePlace extends Place {
  readonly set?: EvaluationSet;
  readonly metric?: Metric;
}

/** The score of a group at the end of the stage that has taught its data. */
export const score = (group: string, place: ScorePlace = {}): Measure => {
  return { kind: 'score', group, ...place };
};

/** One group's score minus another's, both at one place. */
export const gap = (upper: string, lower: string, place: ScorePlace = {}): Measure =>
  minus(score(upper, place), score(lower, place));

/** One measure minus another. */
export const minus = (minuend: Measure, subtrahend: Measure): Measure => {
  return { kind: 'difference', minuend, subtrahend };
};

/** Implicit meta-learning: EM(D5cons) - EM(D6cons) after Stage 2. */
export const iml = (place: Place & { readonly set?: EvaluationSet } = {}): Measure => {
  return { kind: 'contrast', contrast: 'iml', ...place };
};
