import { describe, expect, it } from 'vitest';
import { randn, scope, seedEngine, type Tensor, zeros } from '../tensor/index.js';
import { Embedding } from './embedding.js';
import { withForwardHook } from './layer.js';
import { LayerNorm } from './layer-norm.js';
import { Linear } from './linear.js';
import { Module } from './module.js';
import { RmsNorm } from './rms-norm.js';
import { TiedHead } from './tied-head.js';

class Model extends Module {
  readonly embed = new Embedding(5, 4);
  readonly blocks = [new LayerNorm(4, 1e-5), new RmsNorm(4, 1e-6), new Linear(4, 4)] as const;
  readonly head = new TiedHead(this.embed, 3);
  readonly again = this.head;

  constructor() {
    super();
    seedEngine(1);
    for (const parameter of this.parameters()) scope(() => void parameter.detach().normal_());
  }

  forward(ids: Tensor): Tensor {
    let x = this.embed.forward(ids);
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(x);
  }
}

const ids = (): Tensor => zeros([2, 3], { dtype: 'int64' });

describe('a forward hook', () => {
  it('sees the layers in the order of the pass, and gives their outputs', () =>
    scope(() => {
      const model = new Model();
      const plain = model.forward(ids()).toArray();
      const seen: string[] = [];
      const hooked = withForwardHook(
        model,
        (layer, input) => {
          seen.push(`${layer.constructor.name} ${input.shape}`);
          const output = layer.compute(input, layer.weight, layer.bias);
          return layer instanceof TiedHead ? output.add(1) : output;
        },
        () => model.forward(ids()).toArray(),
      );
      expect(seen).toEqual([
        'Embedding 2,3',
        'LayerNorm 2,3,4',
        'RmsNorm 2,3,4',
        'Linear 2,3,4',
        'TiedHead 2,3,4',
      ]);
      expect(hooked).toEqual(plain.map((one) => Math.fround(one + 1)));
      expect(model.forward(ids()).toArray()).toEqual(plain);
      model.dispose();
    }));

  it('is detached after an error, and gives way to the one inside', () =>
    scope(() => {
      const layer = new Linear(2, 2);
      const x = randn([1, 2]);
      const constant = (value: number) => () => zeros([1]).add(value);
      const item = (): number => layer.forward(x).sum().item();
      withForwardHook(layer, constant(1), () => {
        expect(() =>
          withForwardHook(layer, constant(2), () => {
            expect(item()).toBe(2);
            throw new Error('mine');
          }),
        ).toThrow('mine');
        expect(item()).toBe(1);
      });
      expect(item()).toBe(0);
      layer.dispose();
    }));
});

describe('a norm', () => {
  it.each([
    ['LayerNorm', () => new LayerNorm(6, 1e-5)],
    ['RmsNorm', () => new RmsNorm(6, 1e-6)],
  ])('(%s) is its input normalised, scaled and shifted', (_name, make) =>
    scope(() => {
      const norm = make();
      const x = randn([3, 6]);
      const [weight, bias] = [randn([6]), randn([6])];
      const wanted = norm.normalize(x).mul(weight);
      const got = norm.compute(x, weight, bias);
      const shifted = norm instanceof LayerNorm ? wanted.add(bias) : wanted;
      expect(got.sub(shifted).abs().max().item()).toBeLessThan(1e-6);
      norm.dispose();
    }),
  );
});

describe('a tied head', () => {
  it('multiplies with the first rows of the embedding, which it shares', () =>
    scope(() => {
      const model = new Model();
      const x = randn([2, 4]);
      const { weight } = model.embed;
      expect(model.head.weight).toBe(weight);
      expect(model.parameters().filter((one) => one === weight)).toHaveLength(1);
      const wanted = x.linear(weight.detach()).slice({ dim: 1, end: 3 });
      // Sums of 4 products of numbers around 1, of matrices of other sizes.
      expect(model.head.forward(x).sub(wanted).abs().max().item()).toBeLessThan(1e-6);
      expect(() => new TiedHead(model.embed, 6)).toThrow('6 outputs of an embedding of 5 rows');
      model.dispose();
    }));
});

describe('modules', () => {
  it('come in field order, each once', () => {
    const model = new Model();
    const names = [...model.modules()].map((one) => one.constructor.name);
    expect(names).toEqual(['Model', 'Embedding', 'LayerNorm', 'RmsNorm', 'Linear', 'TiedHead']);
    model.dispose();
  });
});
