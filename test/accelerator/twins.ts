// The same training on the host and on the fake accelerator, step by step.
import type { Document } from '../../src/data/documents.js';
import type { Recipe, TrainingMode } from '../../src/experiment/recipe.js';
import type { AnyLanguageModel } from '../../src/models/encoder-decoder.js';
import type { Module } from '../../src/nn/index.js';
import { scope, type Tensor } from '../../src/tensor/index.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import { Trainer } from '../../src/training/trainer.js';
import { TrainingDocuments } from '../../src/training/training-documents.js';
import { smallRecipe } from '../small-training.js';
import { alive, device, expectAlive, type Used, used } from './fake.js';

/** A model in training on one device. */
export interface InTraining {
  readonly model: Module & { readonly device: string };
  readonly trainer: Trainer;
  dispose(): void;
}

/** What a few steps did. */
export interface Steps {
  readonly losses: readonly number[];
  /** Of each step; nothing on the host. */
  readonly used: readonly Used[];
  /** By how much each element of the parameters has changed. */
  readonly moved: Float32Array;
}

/** Takes `steps` steps; throws where they leave something alive. */
export function train(
  make: (device: string) => InTraining,
  where: string,
  { steps = 3 }: { readonly steps?: number } = {},
): Steps {
  const before = alive();
  const { model, trainer, dispose } = make(where);
  const initial = weightsOf(model);
  const taken = Array.from({ length: steps }, () => used(() => trainer.step()));
  const moved = weightsOf(model).map((weight, i) => weight - (initial[i] as number));
  dispose();
  expectAlive(before);
  return { losses: taken.map(({ result }) => result.loss), used: taken, moved };
}

/** The same steps on the host and on the fake accelerator. */
export function trainBoth(make: (device: string) => InTraining): { host: Steps; there: Steps } {
  return { host: train(make, 'cpu'), there: train(make, device) };
}

/** Elements of all parameters, one after the other. */
function weightsOf(model: Module): Float32Array {
  return scope(() =>
    Float32Array.from(model.parameters().flatMap((one: Tensor) => [...one.toFloat32Array()])),
  );
}

/** The largest relative difference of two lists of numbers. */
export const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...b.map((x, i) => Math.abs((a[i] as number) - x) / Math.abs(x)));

/** |a - b| / |b|, as Euclidean norms. */
export function apart(a: Float32Array, b: Float32Array): number {
  const norm = (of: (i: number) => number): number =>
    Math.sqrt(b.reduce((sum, _, i) => sum + of(i) ** 2, 0));
  return norm((i) => (a[i] as number) - (b[i] as number)) / norm((i) => b[i] as number);
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
