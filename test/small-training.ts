import type { ModelOptions } from '../src/experiment/model-options.js';
import type { Recipe } from '../src/experiment/recipe.js';

/** A model that learns in a moment; heads of half the width. */
export const smallModel = (
  layers: number,
  width: number,
): Extract<ModelOptions, { kind: 'gpt-neox' }> => ({
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
