import type { GptNeoXOptions } from '../src/experiment/models/gpt-neox.js';
import type { T5Options } from '../src/experiment/models/t5.js';
import type { Recipe } from '../src/experiment/recipe.js';
import { type StepReport, Trainer, type TrainerOptions } from '../src/training/trainer.js';
import { type DocumentTraining, TrainingDocuments } from '../src/training/training-documents.js';

/** A model that learns in a moment; heads of half the width. */
export const smallModel = (layers: number, width: number): GptNeoXOptions => ({
  kind: 'gpt-neox',
  layers,
  width,
  heads: 2,
  hidden: 4 * width,
  rotaryFraction: 1,
  rotaryBase: 10_000,
  parallelResidual: false,
  tieEmbeddings: true,
  layerNormEps: 1e-5,
  initializerRange: 0.1,
  vocabulary: 'from data',
});

/** An encoder-decoder of the same size. */
export const smallT5 = {
  kind: 't5',
  layers: 1,
  width: 16,
  heads: 2,
  headWidth: 8,
  hidden: 32,
  vocabulary: 'from data',
} as const satisfies T5Options;

/** Adafactor as the Trainer of transformers has it: with a learning rate that is given. */
export const trainerAdafactor = {
  kind: 'adafactor',
  eps: [1e-30, 1e-3],
  clipThreshold: 1,
  decayRate: -0.8,
  beta1: null,
  weightDecay: 0,
  scaleParameter: false,
  relativeStep: false,
  warmupInit: false,
} as const satisfies Recipe['optimizer'];

/** How it is trained; a test says what it wants otherwise. */
export const smallRecipe: Recipe = {
  epochs: 3,
  documentsPerStep: 7,
  learningRate: 1e-2,
  warmupSteps: 0,
  schedule: 'constant',
  optimizer: { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0 },
  clipNorm: 1,
  loss: { tokens: 'answer' },
  precision: 'float32',
  lastBatch: 'spread',
};

/** Trains a language model on documents; yields after every step. */
export function trainDocuments({
  microBatch = null,
  ...training
}: DocumentTraining & Pick<TrainerOptions, 'recipe' | 'microBatch'>): Generator<StepReport> {
  const { model, recipe, seed } = training;
  const data = new TrainingDocuments(training);
  return new Trainer({ model, data, recipe, seed, microBatch }).run();
}
