import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainDigits, smallGrids, smallImageExperiment } from '../../test/small-images.js';
import { smallRecipe } from '../../test/small-training.js';
import { drawGrids } from '../data/mnist/grids.js';
import { defineExperiment } from '../experiment/experiment.js';
import { isImageExperiment } from '../experiment/image-experiment.js';
import type { Recipe } from '../experiment/recipe.js';
import { buildImageModel } from '../models/build-image-model.js';
import type { ConvNextV2 } from '../models/convnext-v2.js';
import { liveTensors, setThreads, tensor } from '../tensor/index.js';
import { GridRenderer } from './grid-renderer.js';
import { summedGridLoss, trainGrids } from './train-grids.js';
import type { StepReport } from './train-steps.js';

const experiment = defineExperiment(smallImageExperiment);
if (!isImageExperiment(experiment)) throw new Error('the experiment is about images');
const { model: options } = experiment;
const data = drawGrids(smallGrids, 1);
const digits = plainDigits(7);
const selection = {
  questions: ['D1cons', 'D2incons'],
  definitions: ['D1cons', 'D2incons', 'D5cons'],
} as const;

let model: ConvNextV2;
let renderer: GridRenderer;
beforeEach(() => {
  setThreads(1);
  model = buildImageModel(options, { classes: 16, channels: 1, seed: 1, device: 'cpu' });
  renderer = new GridRenderer(data, digits, 'cpu');
});
afterEach(() => {
  model.dispose();
  renderer.dispose();
});

const run = (
  changes: Partial<Recipe> = {},
  seed = 1,
  microBatch: number | null = null,
): StepReport[] => {
  const recipe = { ...smallRecipe, documentsPerStep: 16, ...changes };
  return [...trainGrids({ model, renderer, digits, selection, recipe, microBatch, seed })];
};
const weights = (): number[] =>
  model.parameters().flatMap((parameter) => [...parameter.toFloat32Array()]);

describe('training on images', () => {
  it('learns, and says where it stands', () => {
    const reports = run({ epochs: 30 });
    expect(reports.length).toBe(90);
    expect(reports.map(({ endOfEpoch }) => endOfEpoch).slice(0, 4)).toEqual([null, null, 1, null]);
    expect(reports.every(({ targets }) => targets === 16 * 4)).toBe(true);
    expect(reports.at(-1)?.loss).toBeLessThan(0.75 * (reports[0]?.loss ?? 0));
  });

  it('takes the same steps for the same seed, others for another', () => {
    const losses = [1, 1, 2].map((seed) => {
      model.dispose();
      model = buildImageModel(options, { classes: 16, channels: 1, seed: 1, device: 'cpu' });
      return { losses: run({}, seed).map(({ loss }) => loss), weights: weights() };
    });
    expect(losses[1]).toEqual(losses[0]);
    expect(losses[2]?.losses).not.toEqual(losses[0]?.losses);
  });

  it('has one result however a step is divided into passes', () => {
    const results = [null, 5].map((microBatch) => {
      model.dispose();
      model = buildImageModel(options, { classes: 16, channels: 1, seed: 1, device: 'cpu' });
      return run({ epochs: 1, optimizer: sgd, clipNorm: null }, 1, microBatch);
    });
    const [whole, divided] = results.map((reports) => reports.map(({ loss }) => loss));
    // Sums in another order: float32 rounding.
    for (const [i, loss] of (whole ?? []).entries())
      expect(Math.abs((divided?.[i] ?? 0) / loss - 1)).toBeLessThan(1e-6);
  });

  it('keeps no tensor behind, also when it is stopped half-way', () => {
    const before = liveTensors();
    run({ epochs: 1 });
    const recipe = { ...smallRecipe, documentsPerStep: 16 };
    for (const _step of trainGrids({ model, renderer, digits, selection, recipe, seed: 1 })) break;
    expect(liveTensors()).toBe(before);
  });
});

const sgd = { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 } as const;

describe('the loss of images', () => {
  it('is the cross-entropy of every cell, added up', () => {
    // One image of two cells with two targets: its second cell is asked about, and is B.
    const logits = tensor(Float32Array.of(1, 0, 3, 0, 2, 1), [1, 6]);
    const arrays = {
      count: 1,
      digits: new Int32Array(2),
      asked: Int32Array.of(1),
      tags: Int32Array.of(0),
      targets: Int32Array.of(2, 1),
    };
    const of = (numbers: readonly number[], target: number): number =>
      Math.log(numbers.reduce((sum, one) => sum + Math.exp(one), 0)) - (numbers[target] ?? 0);
    const loss = summedGridLoss(logits, arrays);
    expect(loss.item()).toBeCloseTo(of([1, 0, 3], 2) + of([0, 2, 1], 1), 6);
    for (const one of [loss, logits]) one.dispose();
  });
});
