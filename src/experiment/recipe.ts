import { z } from 'zod';
import { type Frozen, freeze } from './frozen.js';
import { most } from './option-limits.js';

const rate = z.number().min(0).lt(1);

const adamwOptions = z.strictObject({
  kind: z.literal('adamw'),
  betas: z
    .tuple([rate, rate])
    .default([0.9, 0.999])
    .describe('Decay rates of the running means of gradients and of their squares.'),
  eps: z.number().positive().default(1e-8).describe('Added to the root of the mean square.'),
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe('Decoupled: a step takes learningRate x weightDecay of each weight.'),
  decayed: z
    .enum(['all', 'matrices'])
    .optional()
    .describe(
      "What weightDecay acts on: 'all' parameters, as torch's AdamW by itself, or 'matrices' and " +
        "kernels but no biases and no norms, as vision models are trained. Default: 'all'.",
    ),
});

const adafactorOptions = z
  .strictObject({
    kind: z.literal('adafactor'),
    eps: z
      .tuple([z.number().positive(), z.number().positive()])
      .default([1e-30, 1e-3])
      .describe('Added to squared gradients; least scale of a parameter (scaleParameter).'),
    clipThreshold: z
      .number()
      .positive()
      .default(1)
      .describe('Largest root mean square of an update.'),
    decayRate: z
      .number()
      .negative()
      .default(-0.8)
      .describe('The decay of the second moment at step t is 1 - t ^ decayRate.'),
    beta1: rate.nullable().default(null).describe('Decay of the first moment; null: none is kept.'),
    weightDecay: z.number().min(0).default(0).describe('As for adamw.'),
    scaleParameter: z
      .boolean()
      .default(false)
      .describe("Whether updates are scaled by the parameter's root mean square."),
    relativeStep: z
      .boolean()
      .default(false)
      .describe(
        'Whether the optimizer sets its own rate, min(0.01, 1 / sqrt(t)); needs learningRate 1.',
      ),
    warmupInit: z
      .boolean()
      .default(false)
      .describe('With relativeStep: a rate of at most t / 1,000,000.'),
  })
  .refine((options) => options.relativeStep || !options.warmupInit, {
    path: ['warmupInit'],
    message: 'warmupInit is part of relativeStep, which is off',
  });

const sgdOptions = z
  .strictObject({
    kind: z.literal('sgd'),
    momentum: rate.default(0),
    nesterov: z.boolean().default(false).describe("Nesterov's form of momentum."),
    weightDecay: z.number().min(0).default(0).describe('Added to the gradient, times the weight.'),
  })
  .refine((options) => options.momentum > 0 || !options.nesterov, {
    path: ['nesterov'],
    message: "Nesterov's form needs a momentum above 0",
  });

const optimizerOptions = z.discriminatedUnion('kind', [adamwOptions, adafactorOptions, sgdOptions]);

/** An optimizer, every default filled in; a stage begins with a new one. */
export type OptimizerOptions = Frozen<z.output<typeof optimizerOptions>>;

type OptimizerInput<Kind> = Frozen<Extract<z.input<typeof optimizerOptions>, { kind: Kind }>>;

/** AdamW (Loshchilov & Hutter 2019); by default betas .9 and .999, eps 1e-8, no weight decay. */
export function adamw(
  options: Omit<OptimizerInput<'adamw'>, 'kind'> = {},
): OptimizerInput<'adamw'> {
  return freeze({ kind: 'adamw', ...options });
}

/**
 * Adafactor (Shazeer & Stern 2018; paper, App. B) with a given learning rate, as transformers'
 * Trainer sets it up, unless `relativeStep`.
 */
export function adafactor(
  options: Omit<OptimizerInput<'adafactor'>, 'kind'> = {},
): OptimizerInput<'adafactor'> {
  return freeze({ kind: 'adafactor', ...options });
}

/** Stochastic gradient descent; by default without momentum and weight decay. */
export function sgd(options: Omit<OptimizerInput<'sgd'>, 'kind'> = {}): OptimizerInput<'sgd'> {
  return freeze({ kind: 'sgd', ...options });
}

/**
 * How documents become tokens: 'fast' ends each with one end-of-text token and computes nothing for
 * padding; 'faithful' does as the authors' code, with the documents of a stage padded to one length
 * and padding that bears loss (paper, App. B).
 */
export const trainingMode = z.enum(['fast', 'faithful']);

/** How documents become tokens. */
export type TrainingMode = z.output<typeof trainingMode>;

const lossOptions = z.strictObject({
  tokens: z
    .enum(['all', 'answer'])
    .default('all')
    .describe("Which tokens of a text bear loss: every one, or the answer's only."),
  padTo: z
    .int()
    .min(2)
    .max(most.tokens)
    .optional()
    .describe(
      "Tokens of a document with mode 'faithful', which pads and cuts it; of the prompt, where " +
        'the model is an encoder-decoder.',
    ),
  padAnswerTo: z
    .int()
    .positive()
    .max(most.tokens)
    .optional()
    .describe("Tokens of the answer with mode 'faithful', where the model is an encoder-decoder."),
});

/** The fields of a recipe; a stage is a recipe with a name, documents and a seed. */
export const recipeFields = {
  epochs: z
    .int()
    .positive()
    .max(most.epochs)
    .describe('How often every document of the stage is shown.'),
  documentsPerStep: z
    .int()
    .positive()
    .max(most.documents)
    .describe('Documents per optimizer step.'),
  learningRate: z.number().positive().describe('The highest learning rate of the stage.'),
  warmupSteps: z
    .int()
    .min(0)
    .max(most.steps)
    .default(0)
    .describe('Steps in which the learning rate rises linearly from 0.'),
  schedule: z
    .enum(['constant', 'linear', 'cosine'])
    .default('constant')
    .describe("How the learning rate falls after the warm-up: to 0 at the stage's end, or not."),
  optimizer: optimizerOptions.prefault({ kind: 'adamw' }),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe('Largest Euclidean norm of the whole gradient; null: no limit.'),
  loss: lossOptions.prefault({}),
  precision: z
    .enum(['float32', 'bfloat16'])
    .default('float32')
    .describe('Of the matrix products; weights and their updates are float32 always.'),
  lastBatch: z
    .enum(['spread', 'short'])
    .default('spread')
    .describe(
      "'spread': an epoch's documents in round(documents / documentsPerStep) steps of nearly " +
        "equal size; 'short': full steps and a last shorter one.",
    ),
};

const recipeSchema = z.strictObject(recipeFields);

/** How a stage trains, every default filled in (paper, App. B). */
export type Recipe = Frozen<z.output<typeof recipeSchema>>;
