import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { forthAndBack } from '../../test/forth-and-back.js';
import { noGrad, randn, scope, seedEngine, setThreads, type Tensor } from '../tensor/index.js';
import { GlobalResponseNorm } from './global-response-norm.js';

beforeAll(() => setThreads(1));

/** The published formula in libtorch's operators, as devices compute it. */
const byOperators = ({ weight, bias }: GlobalResponseNorm, x: Tensor): Tensor => {
  const norms = x.vectorNorm({ dim: [1, 2], keepdim: true });
  const responses = norms.div(norms.meanOver([-1], { keepdim: true }).add(1e-6));
  return x.mul(responses).mul(weight).add(bias).add(x);
};

const apart = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  channels: fc.integer({ min: 1, max: 40 }),
  threads: fc.constantFrom(1, 2),
  zeros: fc.boolean(),
});

it('gives what the formula gives, forth and back, also where a channel is all zeros', () => {
  fc.assert(
    fc.property(shapes, ({ batch, height, width, channels, threads, zeros }) =>
      scope(() => {
        seedEngine(2);
        setThreads(threads);
        const layer = new GlobalResponseNorm(channels);
        noGrad(() => {
          layer.weight.normal_();
          layer.bias.normal_();
        });
        const x = randn([batch, height, width, channels]);
        if (zeros) x.select(3, 0).zero_();
        x.requireGrad();
        const weights = randn(x.shape);
        const results = [layer.forward(x), byOperators(layer, x)] as const;
        const [ours, theirs] = results.map((one) => forthAndBack(layer, x, one, weights));
        for (const [i, own] of (ours ?? []).entries()) {
          const wanted = theirs?.[i] as Tensor;
          const largest = Math.max(1, wanted.abs().max().item());
          expect(apart(own, wanted)).toBeLessThan(2e-5 * largest);
        }
        layer.dispose();
      }),
    ),
    { numRuns: 60, seed: 1 },
  );
  setThreads(1);
});

it('changes nothing at first', () =>
  scope(() => {
    const layer = new GlobalResponseNorm(5);
    const x = randn([2, 3, 3, 5]);
    expect(layer.forward(x).equal(x)).toBe(true);
    layer.dispose();
  }));
