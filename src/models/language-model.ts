import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';

/** What a forward pass shall compute. */
export interface ForwardOptions {
  /** Only the last `last` positions of every sequence; default all T. */
  readonly last?: number;
  /** [B, T], false where a token is padding and must not be attended to; default none is. */
  readonly mask?: Tensor;
}

/** A causal language model. Shapes: B sequences, T tokens, D width, V vocabulary. */
export interface LanguageModel extends Module {
  /** Rows of the token embedding, padding rows included. */
  readonly vocabularySize: number;
  /** The device that holds the parameters. */
  readonly device: string;
  /** Next-token logits [B, last, V] for `ids` [B, T]. */
  forward(ids: Tensor, options?: ForwardOptions): Tensor;
  /** The embedding, each block's output and, in place of the last, its norm: each [B, T, D]. */
  hiddenStates(ids: Tensor, options?: Pick<ForwardOptions, 'mask'>): Tensor[];
}
