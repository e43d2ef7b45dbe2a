import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';

/** What a forward pass shall compute. */
export interface ForwardOptions {
  /**
   * [B, N] whole numbers: the positions whose logits are wanted, from 0, for every sequence N of
   * them; the last block computes no others. Default: all T.
   */
  readonly positions?: Tensor;
  /**
   * [B, T], false where a token must not be attended to. Default: none. Padding that follows the
   * text needs none, since no position attends to what comes after it.
   */
  readonly mask?: Tensor;
}

/**
 * A causal language model. Shapes: B sequences, T tokens, N positions asked for, D width,
 * V vocabulary.
 */
export interface LanguageModel extends Module {
  /** The device that holds the parameters. */
  readonly device: string;
  /** Next-token logits [B, N, V] for `ids` [B, T]. */
  forward(ids: Tensor, options?: ForwardOptions): Tensor;
  /** The embedding, each block's output and, in place of the last, its norm: each [B, T, D]. */
  hiddenStates(ids: Tensor, options?: Pick<ForwardOptions, 'mask'>): Tensor[];
}
