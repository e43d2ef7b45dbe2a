import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPretrained } from '../../src/checkpoints/checkpoint.js';
import { drawGrids } from '../../src/data/mnist/grids.js';
import type { Recipe, TrainingMode } from '../../src/experiment/recipe.js';
import { buildImageModel } from '../../src/models/build-image-model.js';
import { setThreads } from '../../src/tensor/index.js';
import { GridRenderer } from '../../src/training/grid-renderer.js';
import { Trainer } from '../../src/training/trainer.js';
import { TrainingGrids } from '../../src/training/training-grids.js';
import { fixture } from '../golden-model.js';
import { plainDigits, smallGrids, smallImageExperiment } from '../small-images.js';
import { smallRecipe, trainerAdafactor } from '../small-training.js';
import { device } from './fake.js';
import {
  apart,
  type InTraining,
  languageTraining,
  largestDifference,
  train,
  trainBoth,
} from './twins.js';

beforeAll(() => setThreads(1));

const precisions = ['float32', 'bfloat16'] as const;

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

/**
 * A model of an architecture. In mode fast a device packs what the host divides by length, so that
 * dropout would draw for other shapes: there it is off.
 */
function modelIn(name: string, mode: TrainingMode) {
  const folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
  try {
    cpSync(fixture(name), folder, { recursive: true });
    const path = join(folder, 'config.json');
    const text = readFileSync(path, 'utf8');
    const off = text.replace(/("\w*(?:drop|dropout)": )[\d.]+/g, '$10');
    writeFileSync(path, mode === 'fast' && name === 'gpt2' ? off : text);
    return loadPretrained(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const architectures = ['gpt_neox', 'gpt2', 'gpt_neo', 'gptj', 'llama', 'qwen3', 't5'] as const;

describe.each(architectures)('training %s on a device', (name) => {
  for (const mode of ['fast', 'faithful'] as const)
    it.each(precisions)(`mode ${mode} in %s`, (precision) => {
      expectAlike(
        (device, precision) =>
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

function imageTraining(device: string, precision: Recipe['precision']): InTraining {
  const options = { ...smallImageExperiment.model, downsampling: [2] };
  const model = buildImageModel(options, { classes: 16, channels: 1, seed: 1, device });
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
