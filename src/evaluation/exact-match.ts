import { alternatives, normaliseAnswer } from '../text/normalise.js';

/**
 * Exact match (EM; paper, Sec. 2): 1 if the normalised prediction is one of the normalised
 * alternatives of the truth, which are separated by `;`, else 0.
 */
export function exactMatch(prediction: string, truth: string): 0 | 1 {
  const answer = normaliseAnswer(prediction);
  return alternatives(truth).some((one) => normaliseAnswer(one) === answer) ? 1 : 0;
}
