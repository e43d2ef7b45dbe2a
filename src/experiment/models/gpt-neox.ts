import { z } from 'zod';
import { type Frozen, freeze } from '../frozen.js';
import { most } from '../option-limits.js';
import { fromScratch } from './from-scratch.js';
import { embeddingsLookedUp, vocabulary, vocabularyRows } from './vocabulary.js';

/** What can stand under `model` for a GPT-NeoX of random initial weights. */
export const gptNeoXOptions = z
  .strictObject({
    kind: z.literal('gpt-neox'),
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
      .describe('Attention heads a block; `width` is a multiple of it.'),
    hidden: z
      .int()
      .positive()
      .max(most.width)
      .optional()
      .describe("Width of the MLP's hidden layer. Default: 4 x width."),
    rotaryFraction: z
      .number()
      .gt(0)
      .max(1)
      .default(0.25)
      .describe('Share of each head that rotary positions turn.'),
    rotaryBase: z.number().positive().default(10_000).describe('Base of the rotary frequencies.'),
    parallelResidual: z
      .boolean()
      .default(true)
      .describe(
        'Whether attention and MLP read the same input, as in Pythia, or one after the other.',
      ),
    tieEmbeddings: z
      .boolean()
      .default(false)
      .describe('Whether the output head shares the weights of the token embedding.'),
    layerNormEps: z.number().positive().default(1e-5).describe('Added to variances in LayerNorm.'),
    initializerRange: z
      .number()
      .positive()
      .default(0.02)
      .describe('Standard deviation of the initial weights of matrices.'),
    readOnlyTokens: z
      .strictObject({
        from: z
          .int()
          .positive()
          .max(most.rows)
          .describe('The first of their ids; they are the last ones.'),
        initializerRange: z
          .number()
          .positive()
          .optional()
          .describe('Standard deviation of their initial embeddings; that of matrices by default.'),
      })
      .optional()
      .describe(
        'Tokens that are read and never written, such as names that only stand in prompts: the ' +
          'output head has no rows for them, and neither they nor what stands before them in a ' +
          'text bears loss. Default: none.',
      ),
    vocabulary,
  })
  .superRefine((options, context) => {
    const { width, heads, rotaryFraction } = options;
    if (width % heads !== 0) {
      const message = `width must be a multiple of heads, given width ${width} and heads ${heads}`;
      context.addIssue({ code: 'custom', path: ['width'], message });
      return;
    }
    const headWidth = width / heads;
    const turned = 2 * Math.ceil(Math.floor(headWidth * rotaryFraction) / 2);
    if (turned < 2 || turned > headWidth) {
      const message =
        `rotary positions turn pairs of each head's ${headWidth} numbers, rounded up as in ` +
        `transformers; this fraction gives ${turned} numbers`;
      context.addIssue({ code: 'custom', path: ['rotaryFraction'], message });
    }
  })
  .transform((options) => ({ ...options, hidden: options.hidden ?? 4 * options.width }));

/** A GPT-NeoX, every default filled in. */
export type GptNeoXOptions = Frozen<z.output<typeof gptNeoXOptions>>;

/** A GPT-NeoX as it is written. */
export type GptNeoXInput = Frozen<z.input<typeof gptNeoXOptions>>;

/**
 * A GPT-NeoX of random initial weights, the architecture of Pythia; what is left out
 * gets its default.
 */
export function gptNeoX(options: Omit<GptNeoXInput, 'kind'>): GptNeoXInput {
  return freeze({ kind: 'gpt-neox', ...options });
}

function parameters(
  { width, layers, hidden, tieEmbeddings, vocabulary }: GptNeoXOptions,
  words: number | null,
): number | null {
  const layer = 4 * width * (width + 1) + 2 * width * hidden + hidden + width + 4 * width;
  const rows = vocabularyRows(vocabulary, words);
  if (rows === null) return null;
  return (tieEmbeddings ? 1 : 2) * rows * width + layers * layer + 2 * width;
}

/** A GPT-NeoX from scratch. */
export const gptNeoXKind = fromScratch<GptNeoXOptions>({
  kind: 'gpt-neox',
  options: gptNeoXOptions,
  architecture: () => 'causal',
  parameters,
  lookedUp: embeddingsLookedUp,
});
