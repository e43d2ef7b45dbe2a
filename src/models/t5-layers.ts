// Attention and MLP of T5, which its encoder and decoder share.
// Shapes: B sequences, S keys, N positions asked for, D model width, H heads, K head width.
import { dropout, Linear, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { multiHeadAttention } from './blocks/attention.js';

/** Shape of the layers of a block. */
export interface T5LayerShape {
  /** Model width D. */
  readonly width: number;
  readonly heads: number;
  /** Width K of a head. */
  readonly headWidth: number;
  /** Width of the MLP's hidden layer. */
  readonly hidden: number;
  /** Whether the MLP is gated, through GELU's approximation by tanh (1.1); else it has a ReLU. */
  readonly gated: boolean;
  /** Share that dropout zeroes, everywhere the same. */
  readonly dropout: number;
}

/** Attention without scaling; position biases come with the scores. */
export class T5Attention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly #headWidth: number;
  readonly #dropout: number;

  constructor({ width, heads, headWidth, dropout }: T5LayerShape) {
    super();
    const inner = heads * headWidth;
    this.query = new Linear(width, inner, { bias: false });
    this.key = new Linear(width, inner, { bias: false });
    this.value = new Linear(width, inner, { bias: false });
    this.output = new Linear(inner, width, { bias: false });
    this.#headWidth = headWidth;
    this.#dropout = dropout;
  }

  /** `x` [B, T, D] -> [B, H, T, K] */
  queries(x: Tensor): Tensor {
    return this.#heads(this.query.forward(x));
  }

  /** `x` [B, S, D] -> two of [B, H, S, K] */
  keysAndValues(x: Tensor): readonly [keys: Tensor, values: Tensor] {
    return [this.#heads(this.key.forward(x)), this.#heads(this.value.forward(x))];
  }

  /** `scores` [B or 1, H or 1, N, S], added, or true where a key is seen -> [B, N, D]. */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    scores: Tensor | null,
    dropoutActive: boolean,
  ): Tensor {
    const share = dropoutActive ? this.#dropout : 0;
    const options = { mask: scores, isCausal: false, scale: 1, dropout: share };
    return this.output.forward(multiHeadAttention(query, key, value, options));
  }

  #heads(x: Tensor): Tensor {
    const [batch, tokens] = x.shape as [number, number];
    return x.view([batch, tokens, -1, this.#headWidth]).transpose(1, 2);
  }
}

/** An MLP with a ReLU, or gated through GELU's approximation by tanh. */
export class T5Mlp extends Module {
  readonly gate: Linear | null;
  readonly up: Linear;
  readonly down: Linear;
  readonly #dropout: number;

  constructor({ width, hidden, gated, dropout }: T5LayerShape) {
    super();
    this.gate = gated ? new Linear(width, hidden, { bias: false }) : null;
    this.up = new Linear(width, hidden, { bias: false });
    this.down = new Linear(hidden, width, { bias: false });
    this.#dropout = dropout;
  }

  /** `x` [..., D] -> [..., D] */
  forward(x: Tensor, dropoutActive: boolean): Tensor {
    const up = this.up.forward(x);
    const hidden = this.gate?.forward(x).gelu({ approximate: 'tanh' }).mul(up) ?? up.relu();
    return this.down.forward(dropout(hidden, this.#dropout, dropoutActive));
  }
}
