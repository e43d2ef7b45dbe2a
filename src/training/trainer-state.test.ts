import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InTraining, smallTrainers } from '../../test/small-trainers.js';
import { smallRecipe, trainerAdafactor } from '../../test/small-training.js';
import { loadWeights, savePretrained } from '../checkpoints/checkpoint.js';
import { readSafetensors, writeSafetensors } from '../checkpoints/safetensors.js';
import type { OptimizerOptions, Recipe } from '../experiment/recipe.js';
import type { Module } from '../nn/index.js';
import { liveTensors, scope, setThreads } from '../tensor/index.js';
import type { TrainerState } from './trainer.js';

beforeAll(() => setThreads(1));
const folder = mkdtempSync(join(tmpdir(), 'credence-trainer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const weightsOf = (model: Module): Float32Array[] =>
  model.parameters().map((parameter) => parameter.toFloat32Array());

const lossesOf = ({ trainer }: InTraining, steps: number): number[] =>
  Array.from({ length: steps }, () => trainer.step().loss);

/** The state written to files and read back: what is no tensor is plain data. */
function movedThroughFiles({ optimizer, ...rest }: TrainerState): TrainerState {
  const path = join(folder, 'optimizer.safetensors');
  scope(() => writeSafetensors(path, new Map(optimizer.tensors)));
  return { ...structuredClone(rest), optimizer: { ...optimizer, tensors: readSafetensors(path) } };
}

const adamw = { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0.1 } as const;

const optimizers: readonly [name: string, options: OptimizerOptions, learningRate: number][] = [
  ['AdamW', adamw, 1e-2],
  ['AdamW that decays matrices', { ...adamw, decayed: 'matrices' }, 1e-2],
  ['SGD', { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 }, 0.1],
  ['SGD with momentum', { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.1 }, 0.1],
  ['Adafactor with a rate', trainerAdafactor, 1e-2],
  [
    'Adafactor with a first moment',
    { ...trainerAdafactor, scaleParameter: true, beta1: 0.9, weightDecay: 0.01 },
    1e-2,
  ],
  [
    'Adafactor with its own rate',
    { ...trainerAdafactor, scaleParameter: true, relativeStep: true, warmupInit: true },
    1,
  ],
];

/** Steps of an epoch, of which a stage has 3. */
const epoch = 3;
const stops = [0, 2, epoch, epoch + 1];

describe.each(Object.entries(smallTrainers))('the training of %s', (_kind, make) => {
  it.each(optimizers)('goes on bit for bit where it was stopped: %s', (_name, optimizer, rate) => {
    const before = liveTensors();
    const recipe: Partial<Recipe> = {
      optimizer,
      learningRate: rate,
      schedule: 'cosine',
      warmupSteps: 2,
    };
    const unbroken = make({ recipe });
    expect(unbroken.trainer.steps).toBe(3 * epoch);
    const wanted = lossesOf(unbroken, 3 * epoch);
    const wantedWeights = weightsOf(unbroken.model);
    unbroken.dispose();
    for (const stop of stops) {
      const first = make({ recipe });
      const losses = lossesOf(first, stop);
      savePretrained(first.model, folder);
      scope(() => {
        const state = movedThroughFiles(first.trainer.state());
        // What the first goes on to do is of no concern to the second.
        lossesOf(first, 2);
        first.dispose();
        const second = make({ recipe, weights: 7 });
        loadWeights(second.model, folder);
        second.trainer.restore(state);
        losses.push(...lossesOf(second, 3 * epoch - stop));
        expect(losses, `stopped after ${stop} steps`).toEqual(wanted);
        expect(weightsOf(second.model)).toEqual(wantedWeights);
        second.dispose();
      });
    }
    expect(liveTensors()).toBe(before);
  });

  it('is the same beside another training as alone', () => {
    const alone = [1, 2].map((seed) => {
      const one = make({ seed });
      const losses = lossesOf(one, 5);
      one.dispose();
      return losses;
    });
    const both = [make({ seed: 1 }), make({ seed: 2 })];
    const beside: number[][] = [[], []];
    for (let step = 0; step < 5; step++)
      for (const [i, one] of both.entries()) beside[i]?.push(one.trainer.step().loss);
    expect(beside).toEqual(alone);
    for (const one of both) one.dispose();
  });

  it('lists the tensors of its optimizer by parameter and by what they hold', () => {
    const { model, trainer, dispose } = make();
    const { tensors, steps } = trainer.state().optimizer;
    const paths = [...model.namedParameters()].map(([path]) => path);
    const holds = ['exp_avg', 'exp_avg_sq', 'step'];
    expect([...tensors.keys()].sort()).toEqual(
      paths.flatMap((path) => holds.map((one) => `${path}.${one}`)).sort(),
    );
    expect(steps).toBe(0);
    dispose();
  });
});

describe('a state that does not fit', () => {
  const make = smallTrainers['a GPT-NeoX'];
  if (!make) throw new Error('there is no such training');

  it('of another optimizer names the tensors', () => {
    const [first, second] = [make(), make({ recipe: { optimizer: trainerAdafactor } })];
    expect(() => second.trainer.restore(first.trainer.state())).toThrow(
      /missing \[.*\.exp_avg_sq_row.*\], unknown \[.*\.exp_avg.*\]/,
    );
    for (const one of [first, second]) one.dispose();
  });

  it('of another model says which tensor has which shape', () => {
    const [first, second] = [make(), make()];
    const { optimizer, ...rest } = first.trainer.state();
    const [name = '', tensor] = [...optimizer.tensors][0] ?? [];
    if (!tensor) throw new Error('AdamW has tensors');
    scope(() => {
      const tensors = new Map(optimizer.tensors).set(name, tensor.slice({ dim: 0, end: 3 }));
      expect(() => second.trainer.restore({ ...rest, optimizer: { steps: 0, tensors } })).toThrow(
        `${name} has shape [3,16]`,
      );
    });
    for (const one of [first, second]) one.dispose();
  });

  it('of a longer stage says how long both are', () => {
    const [first, second] = [make(), make({ recipe: { epochs: 1 } })];
    lossesOf(first, 4);
    expect(() => second.trainer.restore(first.trainer.state())).toThrow(
      'a state after 4 steps was given to a stage of 3',
    );
    for (const one of [first, second]) one.dispose();
  });

  it('without the generators of the data names them', () => {
    const { trainer, dispose } = make();
    const state = trainer.state();
    const data = { ...state.data, generators: { digits: new Uint32Array(625) } };
    expect(() => trainer.restore({ ...state, data })).toThrow('no generator "order"');
    dispose();
  });
});

it('no step follows the last', () => {
  const make = smallTrainers['a GPT-NeoX'];
  const one = make?.({ recipe: { ...smallRecipe, epochs: 1 } });
  if (!one) throw new Error('there is no such training');
  lossesOf(one, 3);
  expect(() => one.trainer.step()).toThrow('all 3 steps of the stage are taken');
  one.dispose();
});
