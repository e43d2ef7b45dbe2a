import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import type { KeyValueCache } from './blocks/key-value-cache.js';
import type { Packing } from './blocks/packing.js';

/** What a forward pass shall compute. */
export interface ForwardOptions {
  /**
   * [B, N] whole numbers: the indices into the T tokens whose outputs are wanted, for every
   * sequence N of them; the last block computes no others. Default: all T.
   */
  readonly positions?: Tensor | undefined;
  /**
   * [B, T], false where a token must not be attended to. Default: none. Padding that follows the
   * text needs none, since no position attends to what comes after it.
   */
  readonly mask?: Tensor | undefined;
  /**
   * [B, T] whole numbers: the position of each token in its own text, from 0, by which positions are
   * embedded and a token attends to those before it. Default: 0 to T - 1.
   */
  readonly positionIds?: Tensor | undefined;
  /**
   * Keys and values of the tokens before these, to which theirs are added; needs `positionIds`
   * unless it is empty.
   */
  readonly cache?: KeyValueCache | undefined;
  /**
   * How several texts lie in the one sequence [1, T]; says their positions too, and excludes a
   * cache and a mask. Default: each sequence is one text.
   */
  readonly packing?: Packing | undefined;
  /** Whether the dropout that a checkpoint's configuration names is active. Default: false. */
  readonly dropout?: boolean | undefined;
}

/**
 * A causal language model. Shapes: B sequences, T tokens, N positions asked for, D width,
 * V vocabulary.
 */
export interface LanguageModel extends Module {
  readonly architecture: 'causal';
  /** The device that holds the parameters. */
  readonly device: string;
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  /** How many logits there are: tokens from this id on are read, never written. */
  readonly writtenTokens: number;
  /** Longest text in tokens where positions are learned; null where they are rotary, without end. */
  readonly maxTokens: number | null;
  /** What the last block and the final norm make of `ids` [B, T]: [B, N, D]. */
  lastHidden(ids: Tensor, options?: ForwardOptions): Tensor;
  /** Next-token logits [..., V], `writtenTokens` of them, of what `lastHidden` gives [..., D]. */
  logits(hidden: Tensor): Tensor;
  /** `logits(lastHidden(ids, options))`: [B, N, V]. */
  forward(ids: Tensor, options?: ForwardOptions): Tensor;
  /** The embedding, each block's output and, in place of the last, its norm: each [B, T, D]. */
  hiddenStates(ids: Tensor, options?: Pick<ForwardOptions, 'mask'>): Tensor[];
  /** The residual stream: the embedding and each block's output, before any norm: [B, T, D]. */
  residualStream(ids: Tensor, options?: Pick<ForwardOptions, 'mask'>): Tensor[];
  /** Whether the mean over D of the residual stream says anything: LayerNorms take it away. */
  readonly readsMeans: boolean;
}
