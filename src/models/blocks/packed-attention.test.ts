import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cat,
  grad,
  Parameter,
  randn,
  scope,
  seedEngine,
  setThreads,
  type Tensor,
  zeros,
} from '../../tensor/index.js';
import { native } from '../../tensor/native.js';
import { causalSelfAttention } from './attention.js';
import { ForwardPass } from './forward-pass.js';
import { Packing } from './packing.js';

const texts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const cases = fc.record({
  lengths: texts,
  groups: fc.integer({ min: 1, max: 2 }),
  shared: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: 1, max: 6 }),
  window: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  scale: fc.option(fc.constantFrom(0.3, 1), { nil: undefined }),
  seed: fc.nat(99),
});

/** Attention of each text [T, H, K] by itself, by the way that texts side by side take. */
function aloneOf(
  [query, key, value]: readonly [Tensor, Tensor, Tensor],
  lengths: readonly number[],
  options: { readonly window: number | undefined; readonly scale: number | undefined },
): Tensor {
  let start = 0;
  return cat(
    lengths.map((length) => {
      const end = start + length;
      const [q, k, v] = [query, key, value].map((x) => x.slice({ start, end }).unsqueeze(0)) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      start = end;
      const pass = ForwardPass.of(zeros([1, length]), {});
      return causalSelfAttention(q, k, v, pass, { block: 0, dropout: 0, ...options }).squeeze(0);
    }),
  );
}

beforeAll(() => setThreads(1));

describe('attention of packed texts', () => {
  it('is that of each text by itself, in values and gradients', () => {
    fc.assert(
      fc.property(cases, ({ lengths, groups, shared, width, seed, ...options }) => {
        scope(() => {
          seedEngine(seed);
          const packing = new Packing(lengths, 'cpu');
          const tokens = packing.tokens;
          const of = (heads: number) => new Parameter(randn([tokens, heads, width]));
          const parts = [of(groups * shared), of(groups), of(groups)] as const;
          const weights = randn([tokens, groups * shared * width]);
          const [ours, wanted] = [
            parts[0]
              .packedAttention(parts[1], parts[2], packing.starts, {
                lengths,
                dropout: 0,
                ...options,
              })
              .flatten({ startDim: 1 }),
            aloneOf([...parts], lengths, options),
          ] as [Tensor, Tensor];
          const both = [ours, wanted].map((mixed) => [
            mixed,
            ...grad([mixed.mul(weights).sum()], [...parts]),
          ]);
          for (const [i, made] of (both[0] ?? []).entries()) {
            const other = both[1]?.[i] as Tensor;
            expect((made as Tensor).sub(other).abs().max().item()).toBeLessThan(1e-5);
          }
          for (const one of parts) one.dispose();
        });
      }),
      { numRuns: 60 },
    );
  });

  it('refuses texts that are not the tokens that are given', () => {
    scope(() => {
      const x = zeros([5, 1, 2]);
      const { starts } = new Packing([2, 2], 'cpu');
      expect(() => x.packedAttention(x, x, starts, { lengths: [2, 2], dropout: 0 })).toThrow(
        /texts of 4 tokens together, queries of \[5, 1, 2\]/,
      );
      expect(() => x.packedAttention(x, x, starts, { lengths: [5], dropout: 0 })).toThrow(
        /starts must be int32 \[2\]/,
      );
    });
  });

  it('goes side by side on the host', () => {
    scope(() => {
      for (const dtype of ['float32', 'bfloat16'] as const)
        expect(zeros([1, 3, 2, 8], { dtype }).takesPackedTexts()).toBe(false);
    });
  });
});

describe("libtorch's operator of CUDA, which cannot run here", () => {
  // native/packed-attention.cc passes these by position; what follows has defaults.
  const forward =
    'aten::_flash_attention_forward(Tensor query, Tensor key, Tensor value, Tensor? cum_seq_q, ' +
    'Tensor? cum_seq_k, SymInt max_q, SymInt max_k, float dropout_p, bool is_causal, ' +
    'bool return_debug_mask, *, float? scale=None, SymInt? window_size_left=None, ' +
    'SymInt? window_size_right=None, Tensor? seqused_k=None, Tensor? alibi_slopes=None';
  const choice =
    'aten::_fused_sdp_choice(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, ' +
    'float dropout_p=0., bool is_causal=False';

  it.each([
    ['_flash_attention_forward', forward],
    ['_fused_sdp_choice', choice],
  ])('%s takes what it is given', (name, wanted) => {
    const schema = native.schema(name);
    expect(schema.slice(0, wanted.length)).toBe(wanted);
  });

  it('gives its output first', () => {
    expect(native.schema('_flash_attention_forward')).toContain('-> (Tensor output, Tensor ');
  });
});
