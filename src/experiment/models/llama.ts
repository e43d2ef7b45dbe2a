import { z } from 'zod';
import { type Frozen, freeze } from '../frozen.js';
import { most } from '../option-limits.js';
import { fromScratch } from './from-scratch.js';
import { embeddingsLookedUp, vocabulary, vocabularyRows } from './vocabulary.js';

/** What can stand under `model` for a Llama of random initial weights. */
export const llamaOptions = z
  .strictObject({
    kind: z.literal('llama'),
    layers: z.int().positive().max(most.layers).describe('Number of transformer blocks.'),
    width: z
      .int()
      .positive()
      .max(most.width)
      .describe('Width of the residual stream, in numbers per token.'),
    heads: z
      .int()
      .positive()
      .max(most.layers)
      .describe('Attention heads a block; `width` is an even multiple of it.'),
    hidden: z.int().positive().max(most.width).describe("Width of the gated MLP's hidden layer."),
    rotaryBase: z.number().positive().default(10_000).describe('Base of the rotary frequencies.'),
    tieEmbeddings: z
      .boolean()
      .default(false)
      .describe('Whether the output head shares the weights of the token embedding.'),
    normEps: z.number().positive().default(1e-6).describe('Added to mean squares in RMSNorm.'),
    initializerRange: z
      .number()
      .positive()
      .default(0.02)
      .describe('Standard deviation of the initial weights of matrices.'),
    vocabulary,
  })
  .superRefine(({ width, heads }, context) => {
    if (width % (2 * heads) === 0) return;
    const message =
      `width must be an even multiple of heads, since rotary positions turn pairs of each head's ` +
      `numbers, given width ${width} and heads ${heads}`;
    context.addIssue({ code: 'custom', path: ['width'], message });
  });

/** A Llama, every default filled in. */
export type LlamaOptions = Frozen<z.output<typeof llamaOptions>>;

/** A Llama as it is written. */
export type LlamaInput = Frozen<z.input<typeof llamaOptions>>;

/**
 * A Llama of random initial weights, without biases and with as many heads of keys and values as of
 * queries, as the 7B models of the first two generations; what is left out gets its default.
 */
export function llama(options: Omit<LlamaInput, 'kind'>): LlamaInput {
  return freeze({ kind: 'llama', ...options });
}

function parameters(
  { width, layers, hidden, tieEmbeddings, vocabulary }: LlamaOptions,
  words: number | null,
): number | null {
  const rows = vocabularyRows(vocabulary, words);
  if (rows === null) return null;
  const layer = 4 * width * width + 3 * width * hidden + 2 * width;
  return (tieEmbeddings ? 1 : 2) * rows * width + layers * layer + width;
}

/** A Llama from scratch. */
export const llamaKind = fromScratch<LlamaOptions>({
  kind: 'llama',
  options: llamaOptions,
  architecture: () => 'causal',
  parameters,
  lookedUp: embeddingsLookedUp,
});
