import { describe, expect, it } from 'vitest';
import {
  autocast,
  type DType,
  noGrad,
  ones,
  Parameter,
  scope,
  sharingCasts,
  type Tensor,
  tensor,
} from './index.js';

/** 1 + 2^-9: what float16 holds exactly, and bfloat16 rounds to 1. */
const fine = 1 + 2 ** -9;

type Precision = Extract<DType, 'float32' | 'bfloat16' | 'float16'>;
const precisions: readonly Precision[] = ['float32', 'bfloat16', 'float16'];
/** The product of 1 with a parameter of `fine`. */
const wanted = {
  float32: ['float32', fine],
  bfloat16: ['bfloat16', 1],
  float16: ['float16', fine],
} as const;

/** Type and value of a product with a parameter, whose cast may be kept. */
function withProduct(body: (product: () => readonly [DType, number]) => void): void {
  scope(() => {
    const weight = new Parameter(tensor(Float32Array.of(fine), [1, 1]));
    const product = (): readonly [DType, number] => {
      const result: Tensor = ones([1, 1]).mm(weight);
      return [result.dtype, result.item()];
    };
    body(product);
    weight.dispose();
  });
}

const pairs = precisions.flatMap((outer) => precisions.map((inner) => [outer, inner] as const));

describe('autocast', () => {
  it.each(pairs)('of %s holds again after one of %s inside it', (outer, inner) =>
    withProduct((product) => {
      const seen = autocast('cpu', outer, () => [
        product(),
        autocast('cpu', inner, product),
        product(),
      ]);
      expect(seen).toEqual([wanted[outer], wanted[inner], wanted[outer]]);
      expect(product()).toEqual(wanted.float32);
    }),
  );

  it.each(pairs)('of %s holds again after an error in one of %s', (outer, inner) =>
    withProduct((product) => {
      autocast('cpu', outer, () => {
        expect(() =>
          autocast('cpu', inner, () => {
            throw new Error('mine');
          }),
        ).toThrow('mine');
        expect(product()).toEqual(wanted[outer]);
      });
      expect(product()).toEqual(wanted.float32);
    }),
  );

  it('makes casts anew in another type, and after a change, however calls were nested', () =>
    scope(() => {
      const weight = new Parameter(tensor(Float32Array.of(fine), [1, 1]));
      const product = (): number => ones([1, 1]).mm(weight).item();
      const inTurn = sharingCasts(() =>
        precisions.map((precision) => autocast('cpu', precision, product)),
      );
      expect(inTurn).toEqual([fine, 1, fine]);
      autocast('cpu', 'float16', () => {
        autocast('cpu', 'bfloat16', () => autocast('cpu', 'float32', product));
      });
      noGrad(() => weight.fill_(2));
      for (const precision of precisions) expect(autocast('cpu', precision, product)).toBe(2);
      weight.dispose();
    }));
});
