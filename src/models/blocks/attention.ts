// Scaled dot-product attention.
// Shapes: B sequences, T tokens of this pass, N positions asked for, S keys, H heads, G heads of
// keys and values (H a multiple of G), K head width.
import type { Tensor } from '../../tensor/index.js';
import { causalMask } from './attention-mask.js';
import type { ForwardPass } from './forward-pass.js';
import type { Packing } from './packing.js';

/** How a block attends. */
export interface AttentionOptions {
  /** Number of the block, from 0, under which a cache keeps its keys and values. */
  readonly block: number;
  /** Factor of the scores; default 1 / sqrt(K). */
  readonly scale?: number;
  /** A key is seen only by queries less than this many positions after it; default all. */
  readonly window?: number | undefined;
  /** Share of the weights that dropout zeroes where it is active. */
  readonly dropout: number;
}

/** The width K of each of `heads` heads; throws RangeError where they do not divide `width`. */
export function headWidthOf(width: number, heads: number): number {
  if (width % heads === 0) return width / heads;
  throw new RangeError(`width ${width} is not a multiple of the ${heads} heads`);
}

/** `x` [B, T, H K] in heads of width K: [B, T, H, K]. */
export function splitHeads(x: Tensor, headWidth: number): Tensor {
  const [batch, tokens] = x.shape as [number, number];
  return x.view([batch, tokens, -1, headWidth]);
}

/**
 * What the positions asked for gather [B, N, H K] from `query` [B, T, H, K], `key` and `value`
 * [B, T, G, K] and what a cache holds, each in causal order.
 */
export function causalSelfAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  pass: ForwardPass,
  options: AttentionOptions,
): Tensor {
  if (pass.packing) return packedSelfAttention(query, key, value, pass, pass.packing, options);
  const { block, scale, window, dropout } = options;
  const [q, k, v] = [query, key, value].map((x) => x.transpose(1, 2)) as [Tensor, Tensor, Tensor];
  const [keys, values] = pass.cache?.append(block, k, v) ?? [k, v];
  const mask = causalMask(pass, query.device, window);
  return multiHeadAttention(pass.pickQueries(q), keys, values, {
    mask,
    isCausal: mask === null,
    scale,
    dropout: pass.dropout ? dropout : 0,
  });
}

/**
 * The same of packed texts as they lie, B = 1 and N = T: for devices with an operator for that
 * (native/packed-attention.cc).
 */
function packedSelfAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  pass: ForwardPass,
  { lengths, starts }: Packing,
  { scale, window, dropout }: AttentionOptions,
): Tensor {
  const [q, k, v] = [query, key, value].map((x) => x.squeeze(0)) as [Tensor, Tensor, Tensor];
  const how = { lengths, dropout: pass.dropout ? dropout : 0, scale, window };
  return q.packedAttention(k, v, starts, how).flatten({ startDim: 1 }).unsqueeze(0);
}

/**
 * Attention proper: `query` [B, H, N, K], `key` and `value` [B, G, S, K] -> [B, N, H K].
 *
 * @param options.mask [B, H or 1, N, S]: true where a key is seen, or what is added to the scores
 * @param options.isCausal true: the order alone restricts, and there is no mask
 */
export function multiHeadAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: {
    readonly mask: Tensor | null;
    readonly isCausal: boolean;
    readonly scale?: number | undefined;
    readonly dropout: number;
  },
): Tensor {
  const heads = query.shape[1] as number;
  const { mask, isCausal, scale, dropout } = options;
  const mixed = query.scaledDotProductAttention(
    repeatHeads(key, heads),
    repeatHeads(value, heads),
    { attnMask: mask, isCausal, dropoutP: dropout, scale },
  );
  return mixed.transpose(1, 2).flatten({ startDim: 2 });
}

/** `x` [B, G, S, K] with each head repeated for the H / G heads that share it: [B, H, S, K]. */
function repeatHeads(x: Tensor, heads: number): Tensor {
  const [batch, groups, keys, width] = x.shape as [number, number, number, number];
  if (groups === heads) return x;
  return x
    .unsqueeze(2)
    .expand([batch, groups, heads / groups, keys, width])
    .flatten({ startDim: 1, endDim: 2 });
}
