// Scaled dot-product attention.
// Shapes: B sequences, T tokens of this pass, N positions asked for, S keys, H heads, G heads of
// keys and values (H a multiple of G), K head width.
import type { Tensor } from '../../tensor/index.js';
import type { Attending } from './forward-pass.js';

/** How a block attends. */
export interface AttentionOptions {
  /** Number of the block, from 0, under which a cache keeps its keys and values. */
  readonly block: number;
  /** Factor of the scores; default 1 / sqrt(K). */
  readonly scale?: number;
  /** A key is seen only by queries less than this many places after it; default all. */
  readonly window?: number | undefined;
  /** Share of the weights that dropout zeroes where it is active. */
  readonly dropout: number;
}

/**
 * What the positions asked for gather [B, N, H K] from `query` [B, T, H, K], `key` and `value`
 * [B, T, G, K] and what a cache holds, each in causal order.
 */
export function attend(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  attending: Attending,
  { block, scale, window, dropout }: AttentionOptions,
): Tensor {
  const [q, k, v] = [query, key, value].map((x) => x.transpose(1, 2)) as [Tensor, Tensor, Tensor];
  const [keys, values] = attending.cache?.append(block, k, v) ?? [k, v];
  return mix(attending.pickQueries(q), keys, values, {
    allowed: attending.allowed(query.device, window),
    causal: true,
    scale,
    dropout: attending.dropout ? dropout : 0,
  });
}

/**
 * Attention proper: `query` [B, H, N, K], `key` and `value` [B, G, S, K] -> [B, N, H K].
 *
 * @param options.allowed [B, H or 1, N, S]: true where a key is seen, or what is added to the
 *   scores; null where nothing but, if `causal`, the order restricts
 */
export function mix(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: {
    readonly allowed: Tensor | null;
    readonly causal: boolean;
    readonly scale?: number | undefined;
    readonly dropout: number;
  },
): Tensor {
  const heads = query.shape[1] as number;
  const { allowed, causal, scale, dropout } = options;
  const mixed = query.scaledDotProductAttention(shared(key, heads), shared(value, heads), {
    attnMask: allowed,
    isCausal: causal && allowed === null,
    dropoutP: dropout,
    scale,
  });
  return mixed.transpose(1, 2).flatten({ startDim: 2 });
}

/** `x` [B, G, S, K] with each head repeated for the H / G heads that share it: [B, H, S, K]. */
function shared(x: Tensor, heads: number): Tensor {
  const [batch, groups, keys, width] = x.shape as [number, number, number, number];
  if (groups === heads) return x;
  return x
    .unsqueeze(2)
    .expand([batch, groups, heads / groups, keys, width])
    .flatten({ startDim: 1, endDim: 2 });
}
