import { z } from 'zod';
import { runFields } from '../analysis-kind.js';
import { probeTasks } from './options.js';

/** A row of `probes.jsonl`. */
export const probeRow = z.strictObject({
  ...runFields,
  task: z.enum(probeTasks),
  /** The question that the prompts ask, as the options name it. */
  question: z.string(),
  /** 0: the embedding; l: the output of block l. */
  layer: z.int().min(0),
  /** Index of the token in the prompt, from 0, and how figures label it. */
  position: z.int().min(0),
  token: z.string(),
  /** Mean share of right answers over the folds; 0.5 is chance. */
  accuracy: z.number().min(0).max(1),
  /** Prompts of both classes together, in equal parts. */
  examples: z.int().positive(),
});

/**
 * Accuracy of one probe of one run: of one layer at one token of the prompt, fitted at the end of
 * the stage.
 */
export type ProbeRow = Readonly<z.output<typeof probeRow>>;
