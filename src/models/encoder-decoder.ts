import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import type { ForwardOptions, LanguageModel } from './language-model.js';

/** What an encoder made of its input, for the decoder to attend to. */
export interface Memory {
  /** [B, S, D] */
  readonly hidden: Tensor;
  /** [B, S], false where a token is padding; undefined where none is. */
  readonly mask?: Tensor | undefined;
}

/**
 * An encoder-decoder language model such as T5. Shapes: B sequences, S tokens read, T tokens
 * written, N positions asked for, D width, V vocabulary.
 */
export interface EncoderDecoder extends Module {
  readonly architecture: 'encoder-decoder';
  /** The device that holds the parameters. */
  readonly device: string;
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  /** The token that the decoder reads first. */
  readonly startId: number;
  /** Reads `ids` [B, S]; `mask` [B, S] is false at padding. */
  encode(ids: Tensor, options?: Pick<ForwardOptions, 'mask' | 'dropout'>): Memory;
  /** The encoder's residual stream: the embedding and each block's output, before any norm. */
  residualStream(ids: Tensor, options?: Pick<ForwardOptions, 'mask'>): Tensor[];
  /** Whether the mean over D of the residual stream says anything: LayerNorms take it away. */
  readonly readsMeans: boolean;
  /** The decoder's last hidden states [B, N, D] for `ids` [B, T], which begin with `startId`. */
  decode(memory: Memory, ids: Tensor, options?: ForwardOptions): Tensor;
  /** Next-token logits [..., V] of what `decode` gives [..., D]. */
  logits(hidden: Tensor): Tensor;
}

/** Any model that a checkpoint can hold and a stage can train. */
export type AnyLanguageModel = LanguageModel | EncoderDecoder;
