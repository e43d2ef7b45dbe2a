import type { Subset } from '../data/subsets.js';

/** One score of one run: of the answers to the test questions of one subset after one epoch. */
export interface Measurement {
  /** First seed: draws the data, the aliases, the tags and X1's split. */
  readonly seed: number;
  /** Second seed: draws the split of X2; null where the run has no second seed of its own. */
  readonly secondSeed: number | null;
  /** Name of the stage that was being trained. */
  readonly stage: string;
  /** Epochs of this stage completed; 0 is before its first step. */
  readonly epoch: number;
  readonly subset: Subset;
  readonly metric: 'exactMatch';
  /** Mean score over the questions, from 0 to 1. */
  readonly value: number;
  /** How many questions were asked. */
  readonly questions: number;
}
