import { describe, expect, it } from 'vitest';
import type { OptimizerOptions } from '../../src/experiment/recipe.js';
import {
  full,
  noGrad,
  Parameter,
  randn,
  scope,
  seedEngine,
  type Tensor,
  zeros,
} from '../../src/tensor/index.js';
import { makeOptimizer } from '../../src/training/optimizers/make-optimizer.js';
import { trainerAdafactor } from '../small-training.js';
import { device, used } from './fake.js';

/** A tensor of float32 on the host with elements of about 1. */
function drawn(shape: readonly number[]): Tensor {
  return randn(shape, { dtype: 'float32' });
}

interface Case {
  readonly shape: readonly [number, number];
  readonly changed?: object;
  readonly factor?: number;
}

/** `start` after three updates by the gradients, where it lies. */
function updated(
  start: Tensor,
  gradients: readonly Tensor[],
  { changed, factor }: Omit<Case, 'shape'>,
): { readonly values: number[]; readonly kernels: readonly number[] } {
  const where = start.device;
  const parameter = new Parameter(start);
  const options = { ...trainerAdafactor, ...changed } as OptimizerOptions;
  const optimizer = makeOptimizer([['p', parameter]], options);
  const kernels = gradients.map((gradient) => {
    const taken = used(() =>
      scope(() => {
        const clip =
          factor === undefined ? null : full([], factor, { dtype: 'float32', device: where });
        optimizer.step([gradient.clone().reshape(start.shape)], 0.01, clip);
      }),
    );
    expect(taken.reads).toBe(0);
    return taken.kernels;
  });
  const values = parameter.toArray();
  for (const one of [optimizer, parameter]) one.dispose();
  return { values, kernels };
}

const largest = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);

// A tile is 64 rows of 512 columns, a block's means are 256: less, more and just so many.
const cases: readonly Case[] = [
  { shape: [1, 1] },
  { shape: [1, 700] },
  { shape: [300, 1], factor: 0.25 },
  { shape: [64, 512], changed: { scaleParameter: true } },
  { shape: [65, 513], changed: { weightDecay: 0.1 }, factor: 0.5 },
  { shape: [150, 1100], changed: { scaleParameter: true, weightDecay: 0.1, clipThreshold: 0.3 } },
  // So tall that a tile has 128 rows.
  { shape: [8200, 3], changed: { clipThreshold: 100 } },
];

describe('the kernels of Adafactor that CUDA is given', () => {
  it.each(cases)("take a matrix $shape where libtorch's operators take it", (how) => {
    scope(() => {
      seedEngine(how.shape[0] + how.shape[1]);
      const start = drawn(how.shape);
      const gradients = [1, 2, 3].map((times) => drawn(how.shape).mul_(times));
      const there = updated(
        start.to({ device }),
        gradients.map((gradient) => gradient.to({ device })),
        how,
      );
      // With a further dimension it is no matrix, and libtorch's operators take it.
      const plain = updated(start.unsqueeze(0), gradients, how);
      // Sums in another order: some units of the last place of numbers about 3.
      expect(largest(there.values, plain.values)).toBeLessThan(5e-6);
      expect(largest(there.values, start.toArray())).toBeGreaterThan(1e-3);
      // Four kernels, and what makes the factor and copies the gradient.
      expect(Math.max(...there.kernels)).toBeLessThan(10);
    });
  });

  it('take gradients of bfloat16 as their values in float32, to the bit', () => {
    scope(() => {
      seedEngine(7);
      const start = drawn([70, 520]);
      const gradient = drawn([70, 520]).to({ dtype: 'bfloat16' });
      const [bits, values] = (['bfloat16', 'float32'] as const).map((dtype) => {
        const weight = start.to({ device });
        const [rows, columns] = [zeros([70], { device }), zeros([520], { device })];
        const factor = full([], 0.5, { dtype: 'float32', device });
        const numbers = { rate: 0.1, decay: 0, eps: 1e-30, clip: 1, least: 0, weightDecay: 0 };
        noGrad(() =>
          weight.adafactor_(gradient.to({ dtype }).to({ device }), rows, columns, factor, numbers),
        );
        return [weight, rows, columns].map((x) => x.toArray());
      });
      expect(bits).toEqual(values);
      expect(largest(bits?.[0] ?? [], start.toArray())).toBeGreaterThan(0.01);
    });
  });

  it('leave rows and columns alone on which no gradient falls', () => {
    scope(() => {
      seedEngine(3);
      const start = drawn([80, 600]);
      const gradient = drawn([80, 600]);
      gradient.select(0, 17).fill_(0);
      gradient.select(1, 599).fill_(0);
      const { values } = updated(start.to({ device }), [gradient.to({ device })], {});
      const [before, after] = [start.toArray(), values];
      const isMeant = (i: number) => Math.trunc(i / 600) !== 17 && i % 600 !== 599;
      const wrong = after.filter((value, i) => (value !== before[i]) !== isMeant(i));
      expect(wrong).toEqual([]);
    });
  });
});
