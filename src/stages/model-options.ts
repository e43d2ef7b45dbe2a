import { z } from 'zod';
import { type Frozen, freeze } from './frozen.js';

const gptNeoXOptions = z
  .strictObject({
    kind: z.literal('gpt-neox'),
    layers: z.int().positive().describe('Number of transformer blocks.'),
    width: z.int().positive().describe('Width of the residual stream, in numbers per token.'),
    heads: z.int().positive().describe('Attention heads a block; `width` is a multiple of it.'),
    hidden: z
      .int()
      .positive()
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
    vocabulary: z
      .literal('from data')
      .default('from data')
      .describe('One token a word, of all the words of the data set.'),
  })
  .superRefine((options, context) => {
    const { width, heads, rotaryFraction } = options;
    if (width % heads !== 0) {
      const message = `width must be a multiple of heads, given width ${width} and heads ${heads}`;
      context.addIssue({ code: 'custom', path: ['width'], message });
    } else if (Math.floor((width / heads) * rotaryFraction) % 2 !== 0) {
      const turned = Math.floor((width / heads) * rotaryFraction);
      const message =
        `rotary positions turn pairs, so an even number of each head's ${width / heads} numbers; ` +
        `this fraction gives ${turned}`;
      context.addIssue({ code: 'custom', path: ['rotaryFraction'], message });
    }
  })
  .transform((options) => ({ ...options, hidden: options.hidden ?? 4 * options.width }));

/** What can stand under `model` of an experiment; every architecture has its own `kind`. */
export const modelOptions = z.discriminatedUnion('kind', [gptNeoXOptions]);

/** A model's architecture, every default filled in. */
export type ModelOptions = Frozen<z.output<typeof modelOptions>>;

/** A model as it is written: what has a default may be left out. */
export type ModelInput = Frozen<z.input<typeof modelOptions>>;

/**
 * A GPT-NeoX of random initial weights, the architecture of Pythia; what is left out
 * gets its default.
 */
export function gptNeoX(
  options: Omit<Extract<ModelInput, { kind: 'gpt-neox' }>, 'kind'>,
): Extract<ModelInput, { kind: 'gpt-neox' }> {
  return freeze({ kind: 'gpt-neox', ...options });
}
