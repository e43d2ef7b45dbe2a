// Causal self-attention with rotary positions.
// Shapes: B sequences, T tokens, N positions asked for, H heads, K head width, D = H K width.
import { arange, type DType, ones, type Tensor } from '../tensor/index.js';
import type { ForwardOptions } from './language-model.js';
import type { Rotary } from './rotary.js';

/**
 * Longest sequences, in tokens, whose attention is one operator on the host (native/attention.cc):
 * beyond, libtorch's, which divides the work into matrix products, is faster. Its bfloat16 form is
 * slow for so few tokens (bench/RESULTS.md).
 */
const mostShortTokens = (dtype: DType): number => (dtype === 'bfloat16' ? 48 : 12);

/** What each position may attend to, and which positions are asked for. */
export class Attending {
  readonly mask: Tensor | undefined;
  #allowed: Tensor | undefined;

  /** Sequences of `tokens` T; `positions` [B, N] and `mask` [B, T] as in ForwardOptions. */
  constructor(
    readonly tokens: number,
    readonly positions: Tensor | undefined,
    mask: Tensor | undefined,
  ) {
    this.mask = mask?.to({ dtype: 'bool' });
  }

  static of(ids: Tensor, { positions, mask }: ForwardOptions): Attending {
    return new Attending(ids.shape[1] as number, positions, mask);
  }

  /** The same for a block that has to compute all positions. */
  everywhere(): Attending {
    return this.positions ? new Attending(this.tokens, undefined, this.mask) : this;
  }

  /** What is asked for of `x` [B, T, D]: [B, N, D], or `x` itself. */
  pick(x: Tensor): Tensor {
    if (!this.positions) return x;
    const [sequences, count] = this.positions.shape as [number, number];
    const starts = arange(0, sequences, { device: x.device }).mul(this.tokens).unsqueeze(1);
    const rows = this.positions.add(starts).flatten();
    return x.flatten({ endDim: 1 }).indexSelect(0, rows).view([sequences, count, -1]);
  }

  /** [B, 1, N, T], or null where only the causal order restricts all positions. */
  allowed(device: string): Tensor | null {
    if (!this.positions && !this.mask) return null;
    this.#allowed ??= this.#makeAllowed(device);
    return this.#allowed;
  }

  #makeAllowed(device: string): Tensor {
    const order = this.positions
      ? arange(0, this.tokens, { device }).le(this.positions.unsqueeze(-1)).unsqueeze(1)
      : ones([1, 1, this.tokens, this.tokens], { dtype: 'bool', device }).tril();
    return this.mask ? order.logicalAnd(this.mask.unsqueeze(1).unsqueeze(1)) : order;
  }
}

/** What the positions asked for gather [B, N, D] from queries, keys and values [B, T, H, 3, K]. */
export function causalAttention(qkv: Tensor, rotary: Rotary, attending: Attending): Tensor {
  const { tokens, positions, mask } = attending;
  const { device } = qkv;
  if (device === 'cpu' && tokens <= mostShortTokens(qkv.dtype)) {
    const { cos, sin } = rotary.angles(tokens, device);
    return qkv.shortAttention(cos, sin, { positions, mask });
  }
  const turned = rotary.apply(qkv.slice({ dim: 3, end: 2 })).transpose(1, 2);
  const [all, key] = turned.unbind({ dim: 3 }) as [Tensor, Tensor];
  const value = qkv.select(3, 2).transpose(1, 2);
  const query = positions ? gatherPositions(all, positions) : all;
  const attnMask = attending.allowed(device);
  const mixed = query.scaledDotProductAttention(key, value, {
    attnMask,
    isCausal: attnMask === null,
  });
  return mixed.transpose(1, 2).flatten({ startDim: 2 });
}

/** `x` [B, H, T, K] at `positions` [B, N] -> [B, H, N, K]. */
function gatherPositions(x: Tensor, positions: Tensor): Tensor {
  const [batch, heads, , width] = x.shape as [number, number, number, number];
  const index = positions.unsqueeze(1).unsqueeze(-1).expand([batch, heads, -1, width]);
  return x.gather(2, index);
}
