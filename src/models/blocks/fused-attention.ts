// Causal self-attention with rotary positions, of queries, keys and values that lie side by side.
// Shapes: B sequences, T tokens, N positions asked for, H heads, K head width, D = H K width.
import type { DType, Tensor } from '../../tensor/index.js';
import { type AttentionOptions, causalSelfAttention } from './attention.js';
import type { ForwardPass } from './forward-pass.js';
import type { Rotary } from './rotary.js';

/**
 * Longest sequences, in tokens, whose attention is one operator on the host (native/attention.cc):
 * beyond, libtorch's, which divides the work into matrix products, is faster. Its bfloat16 form is
 * slow for so few tokens (bench/RESULTS.md).
 */
const mostShortTokens = (dtype: DType): number => (dtype === 'bfloat16' ? 48 : 12);

/** What the positions asked for gather [B, N, D] from queries, keys and values [B, T, H, 3, K]. */
export function fusedAttention(
  qkv: Tensor,
  rotary: Rotary,
  pass: ForwardPass,
  options: AttentionOptions,
): Tensor {
  const { tokens, positions, positionIds, mask, dropout } = pass;
  const { device } = qkv;
  const isPlain = !positionIds && !(dropout && options.dropout > 0);
  if (isPlain && device === 'cpu' && tokens <= mostShortTokens(qkv.dtype)) {
    const { cos, sin } = rotary.angles(tokens, device);
    return qkv.shortAttention(cos, sin, { positions, mask });
  }
  const { query, key, value } = rotary.split(qkv, pass);
  return causalSelfAttention(query, key, value, pass, options);
}
