import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { trainerAdafactor } from '../../../test/small-training.js';
import { readSafetensors } from '../../checkpoints/safetensors.js';
import type { OptimizerOptions } from '../../experiment/recipe.js';
import {
  full,
  keep,
  liveTensors,
  Parameter,
  randn,
  scope,
  seedEngine,
  type Tensor,
} from '../../tensor/index.js';
import { makeOptimizer } from './make-optimizer.js';
import type { NamedParameters } from './optimizer.js';

const path = new URL('../../../test/fixtures/optimizers.safetensors', import.meta.url).pathname;
const expected = readSafetensors(path);
for (const tensor of expected.values()) keep(tensor);
afterAll(() => {
  for (const tensor of expected.values()) tensor.dispose();
});

const read = (name: string): Tensor => {
  const tensor = expected.get(name);
  if (!tensor) throw new Error(`the golden file has no ${name}`);
  return tensor;
};
const numbers = [...expected.keys()]
  .filter((name) => name.startsWith('p0_'))
  .map((n) => n.slice(3));
const named = (parameters: readonly Parameter[]): NamedParameters =>
  parameters.map((parameter, i) => [`p${i}`, parameter]);
const last = Math.max(...[...expected.keys()].map((n) => Number(/^g(\d+)_/.exec(n)?.[1] ?? 0)));

const cases: readonly [name: string, options: OptimizerOptions, learningRate: number][] = [
  ['adafactor_trainer', trainerAdafactor, 5e-5],
  [
    'adafactor_scaled',
    { ...trainerAdafactor, scaleParameter: true, beta1: 0.9, weightDecay: 0.01 },
    1e-2,
  ],
  [
    'adafactor_relative',
    { ...trainerAdafactor, scaleParameter: true, relativeStep: true, warmupInit: true },
    1,
  ],
  ['adamw', { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0.1 }, 1e-3],
  ['sgd_momentum', { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0 }, 1e-2],
];

describe('adamw that decays matrices only', () => {
  it('takes the steps of full decay for matrices, and of none for vectors of any dimensions', () => {
    const decaying = { kind: 'adamw', betas: [0.9, 0.99], eps: 1e-8, weightDecay: 0.1 } as const;
    const step = (options: OptimizerOptions): number[][] => {
      const shapes = [[3, 2], [4], [2, 1, 3, 3], [1, 1, 1, 5], [1]];
      const parameters = shapes.map((shape) => Parameter.filled(shape, 2));
      const optimizer = makeOptimizer(named(parameters), options);
      scope(() =>
        optimizer.step(
          parameters.map((parameter) => parameter.zerosLike()),
          0.5,
        ),
      );
      const values = parameters.map((parameter) => parameter.toArray());
      for (const one of [optimizer, ...parameters]) one.dispose();
      return values;
    };
    const filled = (value: number) => [6, 4, 18, 5, 1].map((n) => new Array<number>(n).fill(value));
    const [whole, none] = [step(decaying), step({ ...decaying, weightDecay: 0 })];
    expect(none).toEqual(filled(2));
    // A step takes learningRate x weightDecay of each weight: .05 of 2.
    for (const value of whole.flat()) expect(value).toBeCloseTo(1.9, 6);
    expect(step({ ...decaying, decayed: 'all' })).toEqual(whole);
    const matrices = step({ ...decaying, decayed: 'matrices' });
    expect(matrices).toEqual([whole[0], none[1], whole[2], none[3], none[4]]);
  });
});

describe.each(cases)('%s', (name, options, learningRate) => {
  it('takes the same steps as the reference', () => {
    const parameters = numbers.map((i) => new Parameter(read(`p0_${i}`)));
    const optimizer = makeOptimizer(named(parameters), options);
    let compared = 0;
    for (let step = 0; step <= last; step++) {
      scope(() =>
        optimizer.step(
          numbers.map((i) => read(`g${step}_${i}`).clone()),
          learningRate,
        ),
      );
      for (const [k, i] of numbers.entries()) {
        const wanted = expected.get(`${name}.step${step}_${i}`);
        if (!wanted) throw new Error(`no ${name}.step${step}_${i}`);
        const difference = (parameters[k] as Tensor).sub(wanted).abs().max().item();
        expect(difference, `step ${step}, parameter ${i}`).toBeLessThan(1e-6);
        compared++;
      }
    }
    expect(compared).toBe((last + 1) * numbers.length);
    optimizer.dispose();
    for (const parameter of parameters) parameter.dispose();
  });

  it('takes gradients of bfloat16 as their values in float32, to the bit', () =>
    scope(() => {
      seedEngine(11);
      // Together more than is copied at once, and a last one of another type than those before it.
      const starts = [[1100, 700], [33, 71], [900, 500], [5], [2, 3, 4]].map((shape) =>
        randn(shape),
      );
      const factor = full([], 0.25, { dtype: 'float32' });
      const [found, wanted] = (['bfloat16', 'float32'] as const).map((dtype) => {
        seedEngine(12);
        const parameters = starts.map((start) => new Parameter(start.clone()));
        const optimizer = makeOptimizer(named(parameters), options);
        for (const scale of [null, factor])
          scope(() => {
            const rounded = starts.map(({ shape }) => randn(shape).to({ dtype: 'bfloat16' }));
            const all = rounded.map((one, i) =>
              one.to({ dtype: i === starts.length - 1 ? 'float32' : dtype }),
            );
            optimizer.step(all, learningRate, scale);
          });
        const state = [...optimizer.tensors().values()];
        const after = [...parameters, ...state].map((one) => one.clone());
        for (const one of [optimizer, ...parameters]) one.dispose();
        return after;
      }) as [Tensor[], Tensor[]];
      for (const [i, one] of found.entries()) expect(one.equal(wanted[i] as Tensor)).toBe(true);
      for (const [i, start] of starts.entries())
        expect(found[i]?.equal(start), `parameter ${i}`).toBe(false);
    }));

  it('frees its state', () => {
    const parameters = numbers.map((i) => new Parameter(read(`p0_${i}`)));
    const before = liveTensors();
    const optimizer = makeOptimizer(named(parameters), options);
    expect(liveTensors()).toBeGreaterThan(before);
    scope(() =>
      optimizer.step(
        numbers.map((i) => read(`g0_${i}`).clone()),
        learningRate,
      ),
    );
    optimizer.dispose();
    expect(liveTensors()).toBe(before);
    for (const parameter of parameters) parameter.dispose();
  });
});

describe('adafactor of a matrix on the host', () => {
  it("is libtorch's operators of the same matrix, whatever the shape and the options", () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 40 }));
    const options = fc.record({
      scaleParameter: fc.boolean(),
      weightDecay: fc.constantFrom(0, 0.1),
      clipThreshold: fc.constantFrom(0.3, 1, 100),
    });
    const factor = fc.option(fc.constantFrom(0.25, 1));
    fc.assert(
      fc.property(shape, options, factor, fc.nat(99), ([rows, columns], changed, scale, seed) => {
        scope(() => {
          seedEngine(seed);
          const start = randn([rows, columns]);
          const gradients = [1, 2, 3].map((times) => randn([rows, columns]).mul_(times));
          // With a further dimension it is no matrix, and libtorch's operators take it.
          const [matrix, other] = [start, start.unsqueeze(0)].map((value) => {
            const parameter = new Parameter(value.clone());
            const optimizer = makeOptimizer(named([parameter]), {
              ...trainerAdafactor,
              ...changed,
            });
            for (const gradient of gradients)
              scope(() =>
                optimizer.step(
                  [gradient.clone().reshape(value.shape)],
                  0.01,
                  scale === null ? null : full([], scale, { dtype: 'float32' }),
                ),
              );
            optimizer.dispose();
            return parameter;
          }) as [Parameter, Parameter];
          const apart = matrix.sub(other.squeeze(0)).abs().max().item();
          for (const parameter of [matrix, other]) parameter.dispose();
          // Sums in another order: some units of the last place of numbers about 3.
          expect(apart).toBeLessThan(5e-6);
        });
      }),
      { numRuns: 40 },
    );
  });
});
