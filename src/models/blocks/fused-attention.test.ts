import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backward,
  cat,
  grad,
  Parameter,
  randn,
  scope,
  seedEngine,
  setThreads,
  type Tensor,
  tensor,
  zeros,
} from '../../tensor/index.js';
import { ForwardPass } from './forward-pass.js';
import { fusedAttention } from './fused-attention.js';
import { ropeFrequencies } from './rope.js';
import { Rotary } from './rotary.js';

interface Case {
  readonly tokens: number;
  readonly heads: number;
  readonly width: number;
  readonly rotaryWidth: number;
  readonly positions: readonly (readonly number[])[] | null;
  readonly hidden: readonly number[];
  readonly seed: number;
}

const batch = 2;

const rotaryOf = (rotaryWidth: number, headWidth: number): Rotary =>
  new Rotary(ropeFrequencies(rotaryWidth, headWidth, { base: 100, scaling: { kind: 'none' } }));

/** Long and short sequences, so that either way of computing attention is met. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    tokens: fc.integer({ min: 1, max: 20 }),
    heads: fc.integer({ min: 1, max: 3 }),
    half: fc.integer({ min: 1, max: 4 }),
    odd: fc.constantFrom(0, 1),
    rest: fc.integer({ min: 0, max: 5 }),
    asked: fc.option(fc.integer({ min: 1, max: 3 })),
    seed: fc.nat({ max: 1000 }),
  })
  .chain(({ tokens, heads, half, odd, rest, asked, seed }) => {
    const position = fc.nat({ max: tokens - 1 });
    const row = fc.array(position, { minLength: asked ?? 0, maxLength: asked ?? 0 });
    return fc.record({
      tokens: fc.constant(tokens),
      heads: fc.constant(heads),
      width: fc.constant(2 * half + rest),
      rotaryWidth: fc.constant(2 * half - odd),
      positions: asked === null ? fc.constant(null) : fc.tuple(row, row),
      // The first token stays, so that every position has something to attend to.
      hidden: fc.array(fc.integer({ min: 1, max: 19 }), { maxLength: 3 }),
      seed: fc.constant(seed),
    });
  });

/** Attention written out in float64, head by head and position by position. */
function reference(
  qkv: Tensor,
  { tokens, heads, width, rotaryWidth, positions, hidden }: Case,
): Tensor {
  const half = Math.ceil(rotaryWidth / 2);
  const rotated = (x: Tensor, position: number): Tensor => {
    const angles = Array.from(
      { length: half },
      (_, i) => position * 100 ** ((-2 * i) / rotaryWidth),
    );
    const row = (f: (angle: number) => number): Tensor =>
      tensor(Float64Array.from(angles, f), [half]);
    const [a, b] = [x.slice({ end: half }), x.slice({ start: half, end: 2 * half })];
    const [cos, sin] = [row(Math.cos), row(Math.sin)];
    return cat([
      a.mul(cos).sub(b.mul(sin)),
      b.mul(cos).add(a.mul(sin)),
      x.slice({ start: 2 * half }),
    ]);
  };
  const at = (b: number, t: number, h: number, part: number): Tensor =>
    qkv.select(0, b).select(0, t).select(0, h).select(0, part);
  const outputs: Tensor[] = [];
  for (let b = 0; b < batch; b++)
    for (const position of positions?.[b] ?? Array.from({ length: tokens }, (_, t) => t))
      for (let h = 0; h < heads; h++) {
        const query = rotated(at(b, position, h, 0), position);
        const seen = Array.from({ length: position + 1 }, (_, t) => t).filter(
          (t) => !hidden.includes(t),
        );
        const scores = seen.map((t) =>
          query
            .mul(rotated(at(b, t, h, 1), t))
            .sum()
            .div(Math.sqrt(width))
            .view([1]),
        );
        const weights = cat(scores).softmax(0);
        const values = cat(seen.map((t) => at(b, t, h, 2).view([1, width])));
        outputs.push(weights.unsqueeze(0).mm(values));
      }
  return cat(outputs).view([batch, -1, heads * width]);
}

function attendTo(qkv: Tensor, { tokens, width, rotaryWidth, positions, hidden }: Case): Tensor {
  const asked =
    positions &&
    tensor(Int32Array.from(positions.flat()), [batch, positions[0]?.length ?? 0]).to({
      dtype: 'int64',
    });
  const isText = Array.from({ length: tokens }, (_, t) => (hidden.includes(t) ? 0 : 1));
  const mask = tensor(Uint8Array.from([...isText, ...isText]), [batch, tokens], { dtype: 'bool' });
  const rotary = rotaryOf(rotaryWidth, width);
  const pass = ForwardPass.of(zeros([batch, tokens]), {
    positions: asked ?? undefined,
    mask: hidden.length > 0 ? mask : undefined,
  });
  const result = fusedAttention(qkv, rotary, pass, { block: 0, dropout: 0 });
  rotary.dispose();
  return result;
}

describe('causal attention', () => {
  it('equals attention written out, forwards and backwards', () => {
    setThreads(1);
    fc.assert(
      fc.property(cases, (one) => {
        scope(() => {
          seedEngine(one.seed);
          const qkv = new Parameter(randn([batch, one.tokens, one.heads, 3, one.width]));
          const exact = new Parameter(qkv.to({ dtype: 'float64' }));
          const [got, wanted] = [attendTo(qkv, one), reference(exact, one)];
          expect(got.shape).toEqual(wanted.shape);
          // Float32 sums of at most 20 products of numbers around 1.
          expect(got.sub(wanted).abs().max().item()).toBeLessThan(2e-5);
          const weights = randn(got.shape);
          backward(got.mul(weights).sum());
          backward(wanted.mul(weights.to({ dtype: 'float64' })).sum());
          const difference = (qkv.grad as Tensor).sub(exact.grad as Tensor);
          expect(difference.abs().max().item()).toBeLessThan(1e-4);
          qkv.dispose();
          exact.dispose();
        });
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same with several threads', () => {
    scope(() => {
      const qkv = randn([64, 5, 4, 3, 8]);
      const one: Case = {
        tokens: 5,
        heads: 4,
        width: 8,
        rotaryWidth: 8,
        positions: null,
        hidden: [],
        seed: 0,
      };
      const [single, several] = [1, 2].map((threads) => {
        setThreads(threads);
        return attendTo(qkv, one).toArray();
      });
      setThreads(1);
      expect(several).toEqual(single);
    });
  });

  it('of few tokens refuses positions and masks that do not fit', () => {
    scope(() => {
      const qkv = randn([2, 3, 1, 3, 4]);
      const rotary = rotaryOf(4, 4);
      const { cos, sin } = rotary.angles(3, 'cpu');
      const positions = (...rows: number[]): Tensor =>
        tensor(Int32Array.from(rows), [rows.length, 1]).to({ dtype: 'int64' });
      expect(() => qkv.shortAttention(cos, sin, { positions: positions(0, 3) })).toThrow(
        'position 3 is not one of 3 tokens',
      );
      expect(() => qkv.shortAttention(cos, sin, { positions: positions(0) })).toThrow(
        'positions must be [B, N], got [1, 1]',
      );
      const mask = tensor(Uint8Array.from([1, 1]), [1, 2], { dtype: 'bool' });
      expect(() => qkv.shortAttention(cos, sin, { mask })).toThrow(
        'the mask must be [B, T], got [1, 2]',
      );
      rotary.dispose();
    });
  });

  it('of few tokens refuses to be differentiated twice, rather than be wrong', () => {
    scope(() => {
      const qkv = new Parameter(randn([1, 3, 1, 3, 4]));
      const { cos, sin } = rotaryOf(4, 4).angles(3, 'cpu');
      const loss = qkv.shortAttention(cos, sin).sum();
      expect(() => grad([loss], [qkv], { createGraph: true })).toThrow(
        'short_attention can be differentiated only once',
      );
      qkv.dispose();
    });
  });
});
