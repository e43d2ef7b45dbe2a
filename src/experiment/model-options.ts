import { z } from 'zod';
import { type ConvNextV2Input, convNextV2Options } from './convnext-v2-options.js';
import { type Frozen, freeze } from './frozen.js';

const vocabulary = z
  .union([
    z.literal('from data'),
    z.strictObject({
      tokenizer: z
        .string()
        .min(1)
        .describe('A tokenizer.json, or the folder of a checkpoint that has one.'),
      rows: z
        .int()
        .positive()
        .optional()
        .describe("Rows of the token embedding, at least the tokenizer's; its own by default."),
    }),
  ])
  .default('from data')
  .describe(
    "'from data': one token a word, of all the words of the data set; or a tokenizer of a file.",
  );

const pretrainedOptions = z.strictObject({
  kind: z.literal('pretrained'),
  from: z
    .string()
    .min(1)
    .describe('A folder with config.json, or a name of the hub, such as EleutherAI/pythia-70m.'),
  revision: z
    .string()
    .min(1)
    .default('main')
    .describe('Branch, tag or commit of the hub; nothing for a folder.'),
});

const t5Options = z.strictObject({
  kind: z.literal('t5'),
  layers: z.int().positive().describe('Blocks of the encoder, and of the decoder.'),
  width: z.int().positive().describe('Width of the residual stream.'),
  heads: z.int().positive().describe('Attention heads a block.'),
  headWidth: z.int().positive().describe('Numbers a head.'),
  hidden: z.int().positive().describe("Width of the MLP's hidden layer."),
  vocabulary,
});

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
    readOnlyTokens: z
      .strictObject({
        from: z.int().positive().describe('The first of their ids; they are the last ones.'),
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

/**
 * What can stand under `model` of an experiment: an architecture that starts from random weights,
 * or a checkpoint; a plain string is the folder or the name of one.
 */
export const modelOptions = z.preprocess(
  (written) => (typeof written === 'string' ? { kind: 'pretrained', from: written } : written),
  z.discriminatedUnion('kind', [convNextV2Options, gptNeoXOptions, pretrainedOptions, t5Options]),
);

/** A model's architecture, every default filled in. */
export type ModelOptions = Frozen<z.output<typeof modelOptions>>;

/** A model as it is written: what has a default may be left out; a string names a checkpoint. */
export type ModelInput = string | ConvNextV2Input | GptNeoXInput | PretrainedInput | T5Input;

type GptNeoXInput = Frozen<z.input<typeof gptNeoXOptions>>;
type PretrainedInput = Frozen<z.input<typeof pretrainedOptions>>;
type T5Input = Frozen<z.input<typeof t5Options>>;

/**
 * A GPT-NeoX of random initial weights, the architecture of Pythia; what is left out
 * gets its default.
 */
export function gptNeoX(options: Omit<GptNeoXInput, 'kind'>): GptNeoXInput {
  return freeze({ kind: 'gpt-neox', ...options });
}

/** A checkpoint of a folder or of the hub, at a revision. */
export function pretrained(from: string, options: { revision?: string } = {}): PretrainedInput {
  return freeze({ kind: 'pretrained', from, ...options });
}

/** A T5 of random initial weights (Raffel et al. 2020). */
export function t5(options: Omit<T5Input, 'kind'>): T5Input {
  return freeze({ kind: 't5', ...options });
}
