import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type DType,
  grad,
  Parameter,
  randn,
  scope,
  seedEngine,
  setThreads,
  type Tensor,
  tensor,
} from '../../tensor/index.js';
import { ForwardPass } from './forward-pass.js';
import { type Pairing, Rotary } from './rotary.js';

beforeAll(() => setThreads(1));

const cases = fc.record({
  tokens: fc.integer({ min: 1, max: 6 }),
  heads: fc.integer({ min: 1, max: 3 }),
  pairs: fc.integer({ min: 1, max: 9 }),
  rest: fc.integer({ min: 0, max: 5 }),
  pairing: fc.constantFrom<Pairing>('halves', 'neighbours'),
  given: fc.boolean(),
  seed: fc.nat(99),
});

const frequenciesOf = (pairs: number): number[] =>
  Array.from({ length: pairs }, (_, i) => 1 / (i + 1));

/** Numbers [B, T, H, K] turned one by one, in JavaScript; `direction` -1: back. */
function turned(
  x: Tensor,
  frequencies: readonly number[],
  pairing: Pairing,
  placeOf: (row: number, token: number) => number,
  direction = 1,
): number[] {
  const [batch, tokens, heads, width] = x.shape as [number, number, number, number];
  const values = x.to({ dtype: 'float64' }).toArray();
  const out = [...values];
  for (let head = 0; head < batch * tokens * heads; head++) {
    const token = Math.floor(head / heads) % tokens;
    const place = placeOf(Math.floor(head / heads / tokens), token);
    for (const [pair, frequency] of frequencies.entries()) {
      const [i, j] =
        pairing === 'halves' ? [pair, pair + frequencies.length] : [2 * pair, 2 * pair + 1];
      const [a, b] = [head * width + i, head * width + j];
      const angle = direction * place * frequency;
      const [first, second] = [values[a] as number, values[b] as number];
      out[a] = first * Math.cos(angle) - second * Math.sin(angle);
      out[b] = second * Math.cos(angle) + first * Math.sin(angle);
    }
  }
  return out;
}

/** Float32 rounds to 24 bits, bfloat16 to 8, in a product and a sum of numbers up to about 4. */
const tolerances = { float32: 3e-6, bfloat16: 0.1, float64: 3e-6 } as const;

describe.each(['float32', 'bfloat16', 'float64'] as const)('rotary positions in %s', (dtype) => {
  it('turn pairs by the position, and gradients back', () => {
    fc.assert(
      fc.property(cases, ({ tokens, heads, pairs, rest, pairing, given, seed }) => {
        scope(() => {
          seedEngine(seed);
          const shape = [2, tokens, heads, 2 * pairs + rest];
          const rotary = new Rotary(frequenciesOf(pairs), pairing);
          const placeOf = (row: number, token: number): number => (given ? 3 * row + token : token);
          const places = [0, 1].flatMap((row) =>
            Array.from({ length: tokens }, (_, token) => placeOf(row, token)),
          );
          const positionIds = given ? tensor(Int32Array.from(places), [2, tokens]) : undefined;
          const pass = ForwardPass.of(randn([2, tokens]), { positionIds });
          const draw = (type: DType): Tensor => randn(shape).to({ dtype: type });
          const [x, weights] = [new Parameter(draw(dtype)), draw(dtype)];
          const made = rotary.apply(x, pass);
          const [gradient] = grad([made], [x], { outputGradients: [weights] });
          const back = turned(weights, frequenciesOf(pairs), pairing, placeOf, -1);
          const forth = turned(x, frequenciesOf(pairs), pairing, placeOf);
          for (const [got, wanted] of [
            [made, forth] as const,
            [gradient as Tensor, back] as const,
          ]) {
            const numbers = got.to({ dtype: 'float64' }).toArray();
            expect(numbers.length).toBe(wanted.length);
            const apart = numbers.map((value, i) => Math.abs(value - (wanted[i] as number)));
            expect(Math.max(...apart)).toBeLessThan(tolerances[dtype]);
          }
          rotary.dispose();
          x.dispose();
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('queries, keys and values side by side', () => {
  it('turn as one by one, and have one gradient', () => {
    scope(() => {
      seedEngine(1);
      const rotary = new Rotary(frequenciesOf(3));
      const pass = ForwardPass.of(randn([2, 4]), {});
      const qkv = new Parameter(randn([2, 4, 3, 3, 8]));
      const weights = [0, 1, 2].map(() => randn([2, 4, 3, 8]));
      const { query, key, value } = rotary.split(qkv, pass);
      const alone = [0, 1].map((part) => rotary.apply(qkv.select(3, part), pass));
      const wanted = [...alone, qkv.select(3, 2)];
      const gradientOf = (parts: readonly Tensor[]): number[] =>
        (grad(parts, [qkv], { outputGradients: weights })[0] as Tensor).toArray();
      for (const [i, part] of [query, key, value].entries())
        expect(part.toArray()).toEqual((wanted[i] as Tensor).toArray());
      expect(gradientOf([query, key, value])).toEqual(gradientOf(wanted));
      // Where the loss does not depend on keys and values, theirs is zero.
      const [only] = grad([rotary.split(qkv, pass).query.sum()], [qkv]);
      expect((only as Tensor).slice({ dim: 3, start: 1 }).abs().max().item()).toBe(0);
      rotary.dispose();
      qkv.dispose();
    });
  });

  it('refuse angles of another length, and to be differentiated twice', () => {
    scope(() => {
      const rotary = new Rotary(frequenciesOf(2));
      const { cos, sin } = rotary.angles(3, 'cpu');
      const x = new Parameter(randn([1, 4, 1, 8]));
      expect(() => x.rotate(cos, sin, { neighbours: false })).toThrow(
        'the angles must be [T, R/2] or [B, T, R/2], got [3, 2] for [1, 4, 1, 8]',
      );
      const loss = rotary.apply(x, ForwardPass.of(randn([1, 4]), {})).sum();
      expect(() => grad([loss], [x], { createGraph: true })).toThrow(
        'rotary positions can be differentiated only once',
      );
      rotary.dispose();
      x.dispose();
    });
  });
});
