import { z } from 'zod';
import { type Frozen, freeze } from '../frozen.js';
import { most } from '../option-limits.js';
import { fromScratch } from './from-scratch.js';
import { vocabulary, vocabularyRows } from './vocabulary.js';

/** What can stand under `model` for a T5 of random initial weights. */
export const t5Options = z.strictObject({
  kind: z.literal('t5'),
  layers: z
    .int()
    .positive()
    .max(most.layers)
    .describe('Blocks of the encoder, and of the decoder.'),
  width: z.int().positive().max(most.width).describe('Width of the residual stream.'),
  heads: z.int().positive().max(most.layers).describe('Attention heads a block.'),
  headWidth: z.int().positive().max(most.width).describe('Numbers a head.'),
  hidden: z.int().positive().max(most.width).describe("Width of the MLP's hidden layer."),
  vocabulary,
});

/** A T5, every default filled in. */
export type T5Options = Frozen<z.output<typeof t5Options>>;

/** A T5 as it is written. */
export type T5Input = Frozen<z.input<typeof t5Options>>;

/** A T5 of random initial weights (Raffel et al. 2020). */
export function t5(options: Omit<T5Input, 'kind'>): T5Input {
  return freeze({ kind: 't5', ...options });
}

function parameters(
  { width, layers, heads, headWidth, hidden, vocabulary }: T5Options,
  words: number | null,
): number | null {
  const rows = vocabularyRows(vocabulary, words);
  if (rows === null) return null;
  const attention = 4 * width * heads * headWidth;
  return rows * width + layers * (3 * attention + 4 * width * hidden);
}

/** A T5 from scratch. */
export const t5Kind = fromScratch<T5Options>({
  kind: 't5',
  options: t5Options,
  architecture: () => 'encoder-decoder',
  parameters,
  // The output head multiplies with the embedding's rows.
  lookedUp: () => 0,
});
