import { beforeAll, describe, expect, it } from 'vitest';
import { type InTraining, smallTrainers } from '../../test/small-trainers.js';
import type { Module } from '../nn/index.js';
import { setThreads } from '../tensor/index.js';

beforeAll(() => setThreads(1));

const weightsOf = (model: Module): Float32Array[] =>
  model.parameters().map((parameter) => parameter.toFloat32Array());

const isOdd = (index: number): boolean => index % 2 === 1;

/** What `steps` steps change of each parameter. */
function changes({ model, trainer }: InTraining, steps: number): Float32Array[] {
  const before = weightsOf(model);
  for (let step = 0; step < steps; step++) trainer.step();
  return weightsOf(model).map((after, i) => after.map((one, k) => one - (before[i]?.[k] ?? 0)));
}

const norm = (arrays: readonly Float32Array[]): number =>
  Math.sqrt(arrays.flatMap((array) => [...array]).reduce((sum, one) => sum + one * one, 0));

describe.each(Object.entries(smallTrainers))('frozen parameters of %s', (_kind, make) => {
  it('stay bit for bit, and have no tensor in the optimizer; all others are trained', () => {
    const decaying = { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0.1 } as const;
    const training = make({ frozen: isOdd, recipe: { optimizer: decaying } });
    const changed = changes(training, 4).map((change) => change.some((one) => one !== 0));
    expect(changed).toEqual(changed.map((_, i) => !isOdd(i)));
    const paths = [...training.model.namedParameters()].map(([path]) => path);
    const { tensors } = training.trainer.state().optimizer;
    const trained = new Set([...tensors.keys()].map((name) => name.replace(/\.[a-z_]+$/, '')));
    expect([...trained]).toEqual(paths.filter((_, i) => !isOdd(i)));
    training.dispose();
  });

  it('count for nothing in the norm that gradients are clipped to', () => {
    const clipNorm = 1e-3;
    const recipe = {
      optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
      learningRate: 1,
      clipNorm,
    } as const;
    const [half, whole] = [make({ recipe, frozen: isOdd }), make({ recipe })];
    const [ofHalf, ofWhole] = [changes(half, 1), changes(whole, 1)];
    // With a rate of 1 a step is the clipped gradient; weights of about 1 round it by 6e-8.
    expect(norm(ofHalf) / clipNorm).toBeCloseTo(1, 2);
    expect(norm(ofWhole) / clipNorm).toBeCloseTo(1, 2);
    expect(norm(ofWhole.filter((_, i) => !isOdd(i))) / clipNorm).toBeLessThan(0.98);
    for (const one of [half, whole]) one.dispose();
  });

  it('cannot be all', () => {
    expect(() => make({ frozen: () => true })).toThrow('all frozen');
  });
});
