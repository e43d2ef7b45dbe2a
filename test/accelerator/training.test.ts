import { beforeAll, describe, expect, it } from 'vitest';
import { loadPretrained } from '../../src/checkpoints/checkpoint.js';
import type { Recipe, TrainingMode } from '../../src/experiment/recipe.js';
import { setThreads } from '../../src/tensor/index.js';
import {
  apart,
  architectures,
  type InTraining,
  imageTraining,
  languageTraining,
  largestDifference,
  precisions,
  smallModelOf,
} from '../../tools/gpu-check/small-tasks.js';
import { fixture } from '../golden-model.js';
import { trainerAdafactor } from '../small-training.js';
import { device } from './fake.js';
import { train, trainBoth } from './twins.js';

beforeAll(() => setThreads(1));

/**
 * The device runs the host's kernels, but takes other ways: attention and norms in several
 * operators, sums in another order. What differs is rounding: of float32 in the one case, in the
 * other of the bfloat16 (8 bits) that each product of matrices is given. AdamW moves each element
 * by about the rate however small its gradient is, so that rounding shows where that is almost
 * nothing; a term of a gradient that were missing would show as a difference of about 1.
 */
const tolerances = {
  float32: { loss: 2e-6, moved: 2e-3 },
  bfloat16: { loss: 2e-3, moved: 0.2 },
} as const;

/** Trains on both and compares. */
function expectAlike(
  makeIn: (device: string, precision: Recipe['precision']) => InTraining,
  precision: Recipe['precision'],
): void {
  const make = (where: string): InTraining => makeIn(where, precision);
  const { host, there } = trainBoth(make);
  const { loss, moved } = tolerances[precision];
  expect(largestDifference(there.losses, host.losses)).toBeLessThan(loss);
  expect(apart(there.moved, host.moved)).toBeLessThan(moved);
  // The step's loss is read; nothing else makes the host wait.
  expect(there.used.map(({ reads }) => reads)).toEqual([1, 1, 1]);
  // Neither batches nor the tables of angles of a new length do.
  expect(there.used.map(({ waitingWrites }) => waitingWrites)).toEqual([0, 0, 0]);
  if (precision === 'float32') return;
  // The same to the last bit: mixed precision was not asked of this device.
  const plain = train((where) => makeIn(where, 'float32'), device, { steps: 1 });
  expect(plain.losses[0]).not.toBe(there.losses[0]);
}

const modelIn = (name: string, mode: TrainingMode) =>
  mode === 'fast' ? smallModelOf(name) : loadPretrained(fixture(name));

describe.each(architectures)('training %s on a device', (name) => {
  for (const mode of ['fast', 'faithful'] as const)
    it.each(precisions)(`mode ${mode} in %s`, (precision) => {
      expectAlike(
        (device, precision) =>
          // In mode fast a device packs what the host divides by length, so that dropout would draw
          // for other shapes: there it is off.
          languageTraining(modelIn(name, mode).moveTo(device), {
            mode,
            recipe: { precision },
          }),
        precision,
      );
    });
});

describe('training a ConvNeXt V2 on images that the device draws', () => {
  it.each(precisions)('in %s', (precision) => {
    expectAlike(imageTraining, precision);
  });
});

/** `model`, as if it had a vocabulary so large that few rows of logits are held at once. */
const withLargeVocabulary = <Model extends object>(model: Model): Model =>
  new Proxy(model, {
    get(target, key) {
      if (key === 'vocabularySize') return 2 ** 26;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

describe('training with more logits than are held at once', () => {
  it.each(precisions)('in %s', (precision) => {
    expectAlike(
      (device, precision) =>
        languageTraining(withLargeVocabulary(loadPretrained(fixture('llama')).moveTo(device)), {
          mode: 'faithful',
          recipe: { precision },
        }),
      precision,
    );
  });
});

const optimizers: readonly (readonly [string, Recipe['optimizer']])[] = [
  ['Adafactor as the Trainer has it', trainerAdafactor],
  [
    'Adafactor with its own rate, scale and mean',
    { ...trainerAdafactor, beta1: 0.9, scaleParameter: true, relativeStep: true, warmupInit: true },
  ],
  [
    'AdamW with decay of matrices',
    { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0.1, decayed: 'matrices' },
  ],
  ['SGD', { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.01 }],
];

// Of a model without biases of keys, whose gradient is rounding alone; Adafactor gives it full size.
describe('training a Llama on a device', () => {
  it.each(optimizers)('with %s', (_, optimizer) => {
    expectAlike(
      (device) =>
        languageTraining(loadPretrained(fixture('llama')).moveTo(device), {
          mode: 'fast',
          recipe: { optimizer },
        }),
      'float32',
    );
  });
});
