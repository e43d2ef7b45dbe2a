import type { Document } from '../src/data/documents.js';
import { drawGrids } from '../src/data/mnist/grids.js';
import type { Recipe } from '../src/experiment/recipe.js';
import { buildModel } from '../src/models/build.js';
import { buildImageModel } from '../src/models/build-image-model.js';
import type { Module } from '../src/nn/index.js';
import { wordLevelTokenizer } from '../src/tokenizers/word-level.js';
import { GridRenderer } from '../src/training/grid-renderer.js';
import { Trainer } from '../src/training/trainer.js';
import { TrainingDocuments } from '../src/training/training-documents.js';
import { TrainingGrids } from '../src/training/training-grids.js';
import { plainDigits, smallGrids, smallImageExperiment } from './small-images.js';
import { smallModel, smallRecipe, smallT5 } from './small-training.js';

/** A fresh model in training, of an epoch of 3 steps. */
export interface InTraining {
  readonly model: Module;
  readonly trainer: Trainer;
  dispose(): void;
}

/** What makes one: initial weights by `weights`, draws of the training by `seed`. */
export type MakeTraining = (changes?: {
  readonly recipe?: Partial<Recipe>;
  readonly seed?: number;
  readonly weights?: number;
  /** Freezes those parameters whose index it names. */
  readonly frozen?: (index: number) => boolean;
}) => InTraining;

const documents = Array.from(
  { length: 21 },
  (_, i): Document => ({
    kind: 'question',
    subset: 'QA3',
    alias: null,
    entity: 'e',
    prompt: i % 2 === 0 ? `born n${i}` : `where is n${i}`,
    answer: ` y${i % 5}`,
  }),
);

/** A GPT-NeoX, or a T5, which has dropout. */
const ofText =
  (kind: 'gpt-neox' | 't5'): MakeTraining =>
  ({ recipe: changes, seed = 1, weights = 1, frozen = () => false } = {}) => {
    const tokenizer = wordLevelTokenizer(documents);
    const model = buildModel(kind === 't5' ? smallT5 : smallModel(2, 16), {
      vocabularySize: tokenizer.vocabularySize,
      seed: weights,
      device: 'cpu',
    });
    for (const [i, one] of model.parameters().entries()) one.requireGrad(!frozen(i));
    const recipe = { ...smallRecipe, ...changes };
    const training = { model, tokenizer, documents, recipe, mode: 'fast', seed } as const;
    const trainer = new Trainer({ model, data: new TrainingDocuments(training), recipe, seed });
    const dispose = (): void => {
      for (const one of [trainer, model]) one.dispose();
    };
    return { model, trainer, dispose };
  };

const ofImages: MakeTraining = ({
  recipe: changes,
  seed = 1,
  weights = 1,
  frozen = () => false,
} = {}) => {
  const options = { ...smallImageExperiment.model, downsampling: [2] };
  const model = buildImageModel(options, {
    classes: 16,
    channels: 1,
    seed: weights,
    device: 'cpu',
  });
  for (const [i, one] of model.parameters().entries()) one.requireGrad(!frozen(i));
  const digits = plainDigits(7);
  const renderer = new GridRenderer(drawGrids(smallGrids, 1), digits, 'cpu');
  const selection = { questions: ['D1cons', 'D2incons'], definitions: ['D1cons'] } as const;
  const recipe = { ...smallRecipe, documentsPerStep: 16, ...changes };
  const data = new TrainingGrids({ model, renderer, digits, selection, recipe, seed });
  const trainer = new Trainer({ model, data, recipe, seed });
  const dispose = (): void => {
    for (const one of [trainer, model, renderer]) one.dispose();
  };
  return { model, trainer, dispose };
};

/** Every kind of training there is, by what it trains. */
export const smallTrainers: Readonly<Record<string, MakeTraining>> = {
  'a GPT-NeoX': ofText('gpt-neox'),
  'a T5 with dropout': ofText('t5'),
  'a model of images': ofImages,
};
