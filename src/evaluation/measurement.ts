import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Metric } from '../experiment/metrics.js';

/** One score of one run: of one evaluation set of one group after one epoch. */
export interface Measurement {
  /** First seed: draws the data, the aliases, the tags and X1's split. */
  readonly seed: number;
  /** Second seed: draws the split of X2; null where the run has no second seed of its own. */
  readonly secondSeed: number | null;
  /** Name of the stage that was being trained. */
  readonly stage: string;
  /** Epochs of this stage completed; 0 is before its first step. */
  readonly epoch: number;
  /** Name of the group (the paper's subset). */
  readonly subset: string;
  readonly set: EvaluationSet;
  readonly metric: Metric;
  /** Mean over the documents. */
  readonly value: number;
  /** How many documents were asked or shown. */
  readonly questions: number;
}
