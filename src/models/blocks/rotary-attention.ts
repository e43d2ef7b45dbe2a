// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, G heads of keys and
// values, K head width.
import { Linear, Module, type RmsNorm } from '../../nn/index.js';
import type { Tensor } from '../../tensor/index.js';
import { type AttentionOptions, causalSelfAttention, splitHeads } from './attention.js';
import type { ForwardPass } from './forward-pass.js';
import type { Rotary } from './rotary.js';

/** What an attention with rotary positions consists of. */
export interface RotaryAttentionParts extends AttentionOptions {
  /** Model width D. */
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values G; `heads` is a multiple of it. */
  readonly keyValueHeads: number;
  /** Width K of a head. */
  readonly headWidth: number;
  /** Whether the projections have biases. */
  readonly bias: boolean;
  readonly rotary: Rotary;
  /** Norms over K of queries and of keys, before they are turned. Default: none. */
  readonly headNorms?: { readonly query: RmsNorm; readonly key: RmsNorm } | undefined;
}

/** Causal self-attention, its projections apart, whose queries and keys turn with the position. */
export class RotaryAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly queryNorm: RmsNorm | null;
  readonly keyNorm: RmsNorm | null;
  readonly #parts: RotaryAttentionParts;

  /** Throws RangeError where the heads are not a multiple of those of keys. */
  constructor(parts: RotaryAttentionParts) {
    super();
    const { width, heads, keyValueHeads, headWidth, bias, headNorms } = parts;
    if (heads % keyValueHeads !== 0)
      throw new RangeError(`${heads} heads are not a multiple of ${keyValueHeads} of keys`);
    this.query = new Linear(width, heads * headWidth, { bias });
    this.key = new Linear(width, keyValueHeads * headWidth, { bias });
    this.value = new Linear(width, keyValueHeads * headWidth, { bias });
    this.output = new Linear(heads * headWidth, width, { bias });
    this.queryNorm = headNorms?.query ?? null;
    this.keyNorm = headNorms?.key ?? null;
    this.#parts = parts;
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, pass: ForwardPass): Tensor {
    const { headWidth, rotary } = this.#parts;
    const given = this.query.forward(x);
    const attending = pass.forAttention(given, headWidth);
    const heads = (y: Tensor): Tensor => splitHeads(attending.take(y), headWidth);
    const turned = (y: Tensor, norm: RmsNorm | null): Tensor =>
      rotary.apply(norm?.forward(y) ?? y, attending.pass);
    const query = turned(heads(given), this.queryNorm);
    const key = turned(heads(this.key.forward(x)), this.keyNorm);
    const value = heads(this.value.forward(x));
    const mixed = causalSelfAttention(query, key, value, attending.pass, this.#parts);
    return this.output.forward(attending.giveBack(mixed));
  }
}
