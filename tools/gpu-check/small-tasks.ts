// Small tasks that are trained, asked and analysed on the host and on a device to compare the two.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPretrained } from '../../src/checkpoints/checkpoint.js';
import type { Document } from '../../src/data/documents.js';
import { drawGrids } from '../../src/data/mnist/grids.js';
import type { Recipe, TrainingMode } from '../../src/experiment/recipe.js';
import { projectFolder } from '../../src/files/project-folder.js';
import { buildImageModel } from '../../src/models/build-image-model.js';
import type { ConvNextV2 } from '../../src/models/convnext-v2.js';
import type { AnyLanguageModel } from '../../src/models/encoder-decoder.js';
import type { Module } from '../../src/nn/index.js';
import { scope } from '../../src/tensor/index.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import { GridRenderer } from '../../src/training/grid-renderer.js';
import { Trainer } from '../../src/training/trainer.js';
import { TrainingDocuments } from '../../src/training/training-documents.js';
import { TrainingGrids } from '../../src/training/training-grids.js';
import { plainDigits, smallGrids, smallImageExperiment } from '../../test/small-images.js';
import { smallRecipe } from '../../test/small-training.js';
import { inFolder } from './in-folder.js';

/** The architectures of texts, as their folders in `test/fixtures/` are called. */
export const architectures = [
  'gpt_neox',
  'gpt2',
  'gpt_neo',
  'gptj',
  'llama',
  'qwen3',
  't5',
] as const;

export const precisions = ['float32', 'bfloat16'] as const;
export const modes = ['fast', 'faithful'] as const;

/** A model in training on one device. */
export interface InTraining {
  readonly model: Module & { readonly device: string };
  readonly trainer: Trainer;
  dispose(): void;
}

/** Questions of three to six words, whose answers are one or two. */
export const questions = Array.from(
  { length: 15 },
  (_, i): Document => ({
    kind: 'question',
    subset: 'QA3',
    alias: null,
    entity: `n${i}`,
    prompt: `${['born', 'where is', 'what did n1 tell'][i % 3]} n${i}`,
    answer: i % 2 === 0 ? ` y${i % 5}` : ` y${i % 5} z${i % 3}`,
  }),
);

/**
 * The small model of an architecture, on the host, without dropout: what it leaves out is drawn by
 * a generator of each device's own.
 */
export function smallModelOf(name: string): AnyLanguageModel {
  const fixture = join(projectFolder(), 'test', 'fixtures', name);
  return inFolder((folder) => {
    copyFileSync(join(fixture, 'model.safetensors'), join(folder, 'model.safetensors'));
    const config = readFileSync(join(fixture, 'config.json'), 'utf8');
    const without = config.replace(/("\w*(?:pdrop|dropout\w*)": )[\d.]+/g, '$10.0');
    writeFileSync(join(folder, 'config.json'), without);
    return loadPretrained(folder);
  });
}

/** A language model in training on `questions`, which disposes of the model. */
export function languageTraining(
  model: AnyLanguageModel,
  how: { readonly mode: TrainingMode; readonly recipe?: Partial<Recipe> },
): InTraining {
  const tokenizer = wordLevelTokenizer(questions);
  const recipe: Recipe = {
    ...smallRecipe,
    documentsPerStep: 8,
    learningRate: 1e-3,
    loss: { tokens: 'all', padTo: 10, padAnswerTo: 4 },
    ...how.recipe,
  };
  const training = { model, tokenizer, documents: questions, recipe, mode: how.mode, seed: 1 };
  const trainer = new Trainer({ model, data: new TrainingDocuments(training), recipe, seed: 1 });
  const dispose = (): void => {
    for (const one of [trainer, model]) one.dispose();
  };
  return { model, trainer, dispose };
}

/** A small ConvNeXt V2 of random weights for grids of 2 x 2 digits. */
export function smallImageModel(device: string): ConvNextV2 {
  const options = { ...smallImageExperiment.model, downsampling: [2] };
  return buildImageModel(options, { classes: 16, channels: 1, seed: 1, device });
}

/** The same in training on images that the device draws. */
export function imageTraining(device: string, precision: Recipe['precision']): InTraining {
  const model = smallImageModel(device);
  const digits = plainDigits(7);
  const renderer = new GridRenderer(drawGrids(smallGrids, 1), digits, device);
  const selection = { questions: ['D1cons', 'D2incons'], definitions: ['D1cons'] } as const;
  const recipe = { ...smallRecipe, documentsPerStep: 16, precision };
  const data = new TrainingGrids({ model, renderer, digits, selection, recipe, seed: 1 });
  const trainer = new Trainer({ model, data, recipe, seed: 1 });
  const dispose = (): void => {
    for (const one of [trainer, model, renderer]) one.dispose();
  };
  return { model, trainer, dispose };
}

/** Elements of all parameters, one after the other. */
export function weightsOf(model: Module): Float32Array {
  return scope(() =>
    Float32Array.from(model.parameters().flatMap((one) => [...one.toFloat32Array()])),
  );
}

/** The largest relative difference of two lists of numbers; infinite where one is not a number. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  const largest = Math.max(...b.map((x, i) => Math.abs((a[i] as number) - x) / Math.abs(x)));
  return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest;
}

/** |a - b| / |b|, as Euclidean norms. */
export function apart(a: Float32Array, b: Float32Array): number {
  const norm = (of: (i: number) => number): number =>
    Math.sqrt(b.reduce((sum, _, i) => sum + of(i) ** 2, 0));
  return norm((i) => (a[i] as number) - (b[i] as number)) / norm((i) => b[i] as number);
}
