import type { ProbeTask } from '../alignment/options.js';

/** Accuracy of one probe of one run: of one layer at one token of the prompt. */
export interface ProbeRow {
  readonly seed: number;
  readonly secondSeed: number | null;
  /** The stage at whose end the probe was fitted. */
  readonly stage: string;
  readonly task: ProbeTask;
  /** The question that the prompts ask, as the options name it. */
  readonly question: string;
  /** 0: the embedding; l: the output of block l. */
  readonly layer: number;
  /** Place of the token in the prompt, from 0, and how figures label it. */
  readonly position: number;
  readonly token: string;
  /** Mean share of right answers over the folds; 0.5 is chance. */
  readonly accuracy: number;
  /** Prompts of both classes together, in equal parts. */
  readonly examples: number;
}
