import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autocast,
  backward,
  clearGradients,
  gradients,
  Parameter,
  randn,
  scope,
  seedEngine,
  sharingCasts,
  type Tensor,
} from './index.js';

/** How a pass uses a weight: in a product in bfloat16 or in float32, of rows times a number. */
interface Use {
  readonly weight: 0 | 1;
  readonly inBfloat16: boolean;
  readonly times: number;
}

/** Runs `body` with two weights, freed after it. */
function withWeights<T>(body: (weights: readonly [Parameter, Parameter]) => T): T {
  return scope(() => {
    seedEngine(5);
    const weights = [
      new Parameter(randn([9, 37])),
      new Parameter(randn([37, 9]).transpose(0, 1)),
    ] as const;
    try {
      return body(weights);
    } finally {
      for (const weight of weights) weight.dispose();
    }
  });
}

/** The gradients after some passes, each of some uses. */
function gradientsOf(passes: readonly (readonly Use[])[], asCast: boolean): (Tensor | null)[] {
  return withWeights((weights) => {
    const rows = randn([4, 9]);
    sharingCasts(() => {
      for (const uses of passes)
        scope(() => {
          const parts = uses.map(({ weight, inBfloat16, times }) =>
            autocast('cpu', inBfloat16 ? 'bfloat16' : 'float32', () =>
              rows.mul(times).mm(weights[weight]),
            )
              .to({ dtype: 'float32' })
              .sin()
              .sum(),
          );
          backward(
            parts.reduce((sum, part) => sum.add(part)),
            { asCast },
          );
        });
    });
    return gradients(weights).map((one) => one?.clone() ?? null);
  });
}

const typesOf = (all: readonly (Tensor | null)[]): (string | null)[] =>
  all.map((one) => one?.dtype ?? null);

describe('gradients as a cast has them', () => {
  const use = fc.record({
    weight: fc.constantFrom(0 as const, 1 as const),
    inBfloat16: fc.boolean(),
    times: fc.constantFrom(1, 0.3, -2.7),
  });
  const passes = fc.array(fc.array(use, { minLength: 1, maxLength: 4 }), { maxLength: 4 });

  it('are those of a cast back to the bit, however often and in whichever way weights are used', () => {
    fc.assert(
      fc.property(passes, (given) =>
        scope(() => {
          const [found, wanted] = [true, false].map((asCast) => gradientsOf(given, asCast));
          for (const i of [0, 1]) {
            expect(found?.[i]?.shape).toEqual(wanted?.[i]?.shape);
            expect(found?.[i]?.toArray()).toEqual(wanted?.[i]?.toArray());
          }
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('stay in bfloat16 where casts alone are used, in one pass, however often', () => {
    const cast = (weight: 0 | 1): Use => ({ weight, inBfloat16: true, times: 0.3 });
    const plain = (weight: 0 | 1): Use => ({ weight, inBfloat16: false, times: 0.3 });
    scope(() => {
      expect(typesOf(gradientsOf([[cast(0)]], true))).toEqual(['bfloat16', null]);
      expect(typesOf(gradientsOf([[cast(0), cast(0), plain(1)]], true))).toEqual([
        'bfloat16',
        'float32',
      ]);
      expect(typesOf(gradientsOf([[cast(0)], [cast(1)]], true))).toEqual(['bfloat16', 'bfloat16']);
      expect(typesOf(gradientsOf([[cast(0), plain(0)]], true))).toEqual(['float32', null]);
      expect(typesOf(gradientsOf([[cast(0)], [cast(0)]], true))).toEqual(['float32', null]);
      expect(typesOf(gradientsOf([[cast(0)], [plain(0)]], true))).toEqual(['float32', null]);
      expect(typesOf(gradientsOf([[plain(0)], [cast(0)]], true))).toEqual(['float32', null]);
      expect(typesOf(gradientsOf([[cast(0)]], false))).toEqual(['float32', null]);
    });
  });

  it('are of each weight alone, where one gradient goes to two', () =>
    scope(() => {
      const pair = [new Parameter(randn([300])), new Parameter(randn([300]))] as const;
      const sum = sharingCasts(() =>
        pair.map((one) => one.to({ dtype: 'bfloat16' })).reduce((a, b) => a.add(b)),
      );
      backward(sum.to({ dtype: 'float32' }).sum(), { asCast: true });
      const [first, second] = gradients(pair) as [Tensor, Tensor];
      expect([first.dtype, second.dtype]).toEqual(['bfloat16', 'bfloat16']);
      first.fill_(7);
      expect(second.toArray()).toEqual(new Array(300).fill(1));
      clearGradients(pair);
      for (const one of pair) one.dispose();
    }));
});
