import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { forthAndBack } from '../../test/forth-and-back.js';
import { noGrad, randn, scope, seedEngine, setThreads, type Tensor } from '../tensor/index.js';
import { DepthwiseConvolution } from './depthwise-convolution.js';

beforeAll(() => setThreads(1));

/** The same as libtorch computes it, where channels come first. */
const byLibtorch = (layer: DepthwiseConvolution, x: Tensor): Tensor => {
  const margin = (layer.kernel - 1) / 2;
  return x
    .permute([0, 3, 1, 2])
    .contiguous()
    .conv2d(layer.weight, {
      bias: layer.bias,
      padding: [margin, margin],
      groups: layer.channels,
    })
    .permute([0, 2, 3, 1]);
};

const apart = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 1, max: 17 }),
  width: fc.integer({ min: 1, max: 17 }),
  channels: fc.integer({ min: 1, max: 40 }),
  kernel: fc.constantFrom(1, 3, 5, 7, 9, 11),
  threads: fc.constantFrom(1, 2),
});

it('gives what libtorch gives, forth and back, for every shape', () => {
  fc.assert(
    fc.property(shapes, ({ batch, height, width, channels, kernel, threads }) =>
      scope(() => {
        seedEngine(1);
        setThreads(threads);
        const layer = new DepthwiseConvolution(channels, kernel);
        noGrad(() => {
          layer.weight.normal_();
          layer.bias.normal_();
        });
        const x = randn([batch, height, width, channels]).requireGrad();
        const weights = randn(x.shape);
        const results = [layer.forward(x), byLibtorch(layer, x)] as const;
        const [ours, theirs] = results.map((one) => forthAndBack(layer, x, one, weights));
        // Sums of at most 17 x 17 x 4 products of numbers around 1.
        for (const [i, own] of (ours ?? []).entries())
          expect(apart(own, theirs?.[i] as Tensor)).toBeLessThan(2e-4);
        layer.dispose();
      }),
    ),
    { numRuns: 60, seed: 1 },
  );
  setThreads(1);
});

it('computes bfloat16 in float32 and rounds once', () =>
  scope(() => {
    const layer = new DepthwiseConvolution(20, 3);
    noGrad(() => layer.weight.normal_());
    const x = randn([2, 5, 6, 20]).to({ dtype: 'bfloat16' });
    const exact = layer.forward(x.to({ dtype: 'float32' }));
    expect(layer.forward(x).equal(exact.to({ dtype: 'bfloat16' }))).toBe(true);
    layer.dispose();
  }));

it('names what does not fit', () =>
  scope(() => {
    const layer = new DepthwiseConvolution(4, 3);
    expect(() => layer.forward(randn([2, 4, 4]))).toThrow('x must be [B, H, W, C], got [2, 4, 4]');
    expect(() => layer.forward(randn([2, 4, 4, 5]))).toThrow(
      'the weight must be [C, 1, K, K] of 5 channels and an odd K, got [4, 1, 3, 3]',
    );
    layer.dispose();
  }));
