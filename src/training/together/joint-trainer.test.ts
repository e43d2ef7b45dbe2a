import { beforeAll, describe, expect, it } from 'vitest';
import { smallModel, smallRecipe, trainerAdafactor } from '../../../test/small-training.js';
import { smallModelOf } from '../../../tools/gpu-check/small-tasks.js';
import type { Document } from '../../data/documents.js';
import { UserError } from '../../errors/user-error.js';
import type { Recipe, TrainingMode } from '../../experiment/recipe.js';
import { buildModel } from '../../models/build.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { liveTensors, noGrad, scope, setThreads } from '../../tensor/index.js';
import { wordLevelTokenizer } from '../../tokenizers/word-level.js';
import { type StepReport, Trainer } from '../trainer.js';
import { TrainingDocuments } from '../training-documents.js';
import type { JointMember } from './joint-member.js';
import { JointTrainer } from './joint-trainer.js';

beforeAll(() => setThreads(1));

/** Documents of a seed: others of each, of several lengths, one more of the odd seeds. */
const documentsOf = (seed: number): Document[] =>
  Array.from({ length: 21 + (seed % 2) }, (_, i) => ({
    kind: 'question',
    subset: 'QA3',
    alias: null,
    entity: 'e',
    prompt: (i + seed) % 3 === 0 ? `born n${i}` : `where is ${'the '.repeat(i % 4)}n${i}`,
    answer: ` y${(i * seed) % 5}`,
  }));

const seeds = [1, 2, 3];
const tokenizer = wordLevelTokenizer(seeds.flatMap(documentsOf));

interface Changes {
  readonly recipe?: Partial<Recipe>;
  /** What differs of a GPT-NeoX, or the name of a fixture. */
  readonly model?: Partial<ReturnType<typeof smallModel>> | string;
  readonly mode?: TrainingMode;
  readonly microBatch?: number;
  readonly extraTokens?: (seed: number) => number;
}

function memberOf(
  seed: number,
  { recipe: changes, model: shape, mode = 'fast', microBatch, extraTokens = () => 3 }: Changes,
) {
  const recipe = { ...smallRecipe, epochs: 2, ...changes };
  // A few tokens that no text has, which a model may be told are read only.
  const vocabularySize = tokenizer.vocabularySize + extraTokens(seed);
  const model =
    typeof shape === 'string'
      ? smallModelOf(shape)
      : buildModel({ ...smallModel(2, 16), ...shape }, { vocabularySize, seed, device: 'cpu' });
  const documents = documentsOf(seed);
  const data = new TrainingDocuments({ model, tokenizer, documents, recipe, mode, seed });
  return { model, data, recipe, seed, microBatch: microBatch ?? null, path: `${seed}: ` };
}

const weightsOf = (model: AnyLanguageModel): number[] =>
  scope(() => noGrad(() => model.parameters().flatMap((parameter) => parameter.toArray())));

/** What training leads to: losses of all steps, and the weights. */
interface Trained {
  readonly losses: readonly number[];
  readonly weights: readonly number[];
}

function alone(seed: number, changes: Changes): Trained {
  const member = memberOf(seed, changes);
  const losses = [...new Trainer(member).run()].map(({ loss }) => loss);
  const weights = weightsOf(member.model);
  member.model.dispose();
  return { losses, weights };
}

function together(members: readonly JointMember[]): Trained[] {
  const trainer = new JointTrainer(members);
  const reports = Array.from({ length: trainer.steps }, () => trainer.step() as StepReport[]);
  trainer.dispose();
  return members.map(({ model }, i) => ({
    losses: reports.map((all) => (all[i] as StepReport).loss),
    weights: weightsOf(model),
  }));
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const difference = (a: readonly number[], b: readonly number[]): number =>
  largest(a.map((value, i) => value - (b[i] as number)));

/** Expects what training alone leads to. */
function expectAlike(changes: Changes, tolerance: { loss: number; weight: number }): void {
  const before = liveTensors();
  const members = seeds.map((seed) => memberOf(seed, changes));
  const joint = together(members);
  for (const [i, seed] of seeds.entries()) {
    const own = alone(seed, changes);
    const found = joint[i] as Trained;
    expect(found.losses).toHaveLength(own.losses.length);
    expect(difference(found.losses, own.losses)).toBeLessThan(tolerance.loss);
    expect(difference(found.weights, own.weights)).toBeLessThan(tolerance.weight);
  }
  // Seeds differ by far more than that, in data and in weights.
  const [first, second] = joint as [Trained, Trained];
  expect(difference(first.losses, second.losses)).toBeGreaterThan(1e-2);
  const both = Math.min(first.weights.length, second.weights.length);
  expect(difference(first.weights.slice(0, both), second.weights)).toBeGreaterThan(1e-2);
  for (const { model } of members) model.dispose();
  expect(liveTensors()).toBe(before);
}

/**
 * Sums in another order: float32 has 24 bits and losses are about 3, the bits of bfloat16 are 8.
 * Weights move by about 0.01 a step with AdamW, however small their gradient, which is rounding
 * where it would be zero.
 */
const float32 = { loss: 3e-6, weight: 3e-4 };

describe('several models trained together learn what each learns alone', () => {
  it.each<[string, Changes]>([
    ['AdamW', {}],
    [
      'AdamW that decays matrices',
      {
        recipe: {
          optimizer: {
            kind: 'adamw',
            betas: [0.9, 0.98],
            eps: 1e-8,
            weightDecay: 0.5,
            decayed: 'matrices',
          },
        },
      },
    ],
    [
      'SGD',
      {
        recipe: {
          optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.1 },
          learningRate: 0.1,
        },
      },
    ],
    [
      'Adafactor on the host',
      { recipe: { optimizer: { ...trainerAdafactor, scaleParameter: true } } },
    ],
    [
      'Adafactor with momentum, as on a device',
      {
        recipe: {
          optimizer: { ...trainerAdafactor, scaleParameter: true, beta1: 0.5, weightDecay: 0.1 },
        },
      },
    ],
    ['vocabularies of other sizes', { extraTokens: (seed) => 5 - seed }],
    ['heads of other sizes', { extraTokens: (seed) => seed, model: { tieEmbeddings: false } }],
    ['without clipping', { recipe: { clipNorm: null } }],
    ['loss on all tokens', { recipe: { loss: { tokens: 'all' } } }],
    ['small micro-batches', { microBatch: 2 }],
    ['mode faithful', { mode: 'faithful', recipe: { loss: { tokens: 'all', padTo: 9 } } }],
    [
      'parallel blocks and a head of its own',
      { model: { parallelResidual: true, tieEmbeddings: false } },
    ],
    [
      'tokens that are read only',
      {
        recipe: { loss: { tokens: 'answer' } },
        model: { readOnlyTokens: { from: tokenizer.vocabularySize, initializerRange: 0.1 } },
      },
    ],
    [
      'a last short step',
      { recipe: { lastBatch: 'short', documentsPerStep: 8, schedule: 'linear', warmupSteps: 2 } },
    ],
  ])('%s', (_, changes) => {
    expectAlike(changes, float32);
  });

  it.each(['gptj', 'llama', 'qwen3'])('of architecture %s', (model) => {
    expectAlike({ model }, float32);
  });

  it('in bfloat16', () => {
    expectAlike({ recipe: { precision: 'bfloat16' } }, { loss: 0.03, weight: 0.1 });
  });
});

it('a model whose loss is not finite fails alone', () => {
  const members = seeds.map((seed) => memberOf(seed, {}));
  const [broken, ...others] = members;
  noGrad(() => broken?.model.parameters().at(-1)?.fill_(Number.NaN));
  const trainer = new JointTrainer(members);
  const reports = Array.from({ length: trainer.steps }, (_, step) => {
    const report = trainer.step();
    // Nothing of it is needed any more, though it was the first.
    if (step === 0) broken?.model.dispose();
    return report;
  });
  trainer.dispose();
  const [failures, ...rest] = reports;
  const [failure] = failures as [UserError];
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message).toContain('1: learningRate: the loss of step 1 of 6');
  expect(rest.map(([none]) => none)).toEqual([null, null, null, null, null]);
  for (const [i, { seed }] of others.entries()) {
    const losses = reports.map((all) => (all[i + 1] as StepReport).loss);
    expect(difference(losses, alone(seed, {}).losses)).toBeLessThan(float32.loss);
  }
  for (const { model } of members) model.dispose();
});

it('says why models cannot be trained together', () => {
  const expectRefused = (changes: readonly Changes[], reason: string): void => {
    const members = changes.map((one) => memberOf(2, one));
    expect(() => new JointTrainer(members)).toThrow(reason);
    for (const { model } of members) model.dispose();
  };
  expectRefused([{}, { recipe: { documentsPerStep: 3 } }], 'the stage has 6 or 14 steps');
  expectRefused([{}, { model: { hidden: 32 } }], 'their parameters differ in shape');
  const recipe = { optimizer: trainerAdafactor };
  const reason = 'their vocabularies differ in size, over which Adafactor takes means';
  expectRefused([{ recipe }, { recipe, extraTokens: () => 1 }], reason);
  expectRefused([{ model: 'gpt2' }], 'positions are learned');
  expectRefused([{ model: 't5' }], 'an encoder-decoder is trained alone');
});
