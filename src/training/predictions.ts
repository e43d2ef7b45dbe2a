// Shapes: B documents (1 where they are packed), T tokens of the longest, N targets of a document at
// most, D width.
import { Packing } from '../models/blocks/packing.js';
import type { AnyLanguageModel, EncoderDecoder } from '../models/encoder-decoder.js';
import type { LanguageModel } from '../models/language-model.js';
import { type Tensor, toDevice } from '../tensor/index.js';
import type { Batch, PackedBatch } from './batches.js';
import type { EncodedText } from './encoded-document.js';

/** A target that bears no loss, as `aten::cross_entropy_loss` has it. */
export const ignored = -100;

/** What a model makes of a batch before its logits, and what they are to predict. */
export interface Predictions {
  /** Last hidden states [B, N, D], each of the position before its target. */
  readonly hidden: Tensor;
  /** Token by token of the documents, B x N; `ignored` where a document has no more of them. */
  readonly targets: Int32Array;
}

/** What a model predicts of the tokens that bear loss, with dropout or without. */
export function predictionsOf(
  model: AnyLanguageModel,
  batch: Batch | PackedBatch,
  dropout: boolean,
): Predictions {
  if (model.architecture === 'causal')
    return 'packed' in batch
      ? packedPredictions(model, batch.packed, dropout)
      : causalPredictions(model, batch, dropout);
  if ('packed' in batch) throw new Error('an encoder-decoder takes no packed documents');
  return encoderDecoderPredictions(model, batch, dropout);
}

/**
 * What a causal model predicts of each document's last tokens. Padding that bears loss is hidden as
 * a key, as transformers' attention mask does.
 */
function causalPredictions(model: LanguageModel, batch: Batch, dropout: boolean): Predictions {
  const { device } = model;
  const tokens = longest(batch) - 1;
  const count = Math.max(...batch.map((document) => document.targets));
  const positions = new Int32Array(batch.length * count);
  const targets = new Int32Array(batch.length * count).fill(ignored);
  for (const [row, document] of batch.entries()) {
    const first = document.ids.length - document.targets;
    for (let i = 0; i < document.targets; i++) {
      positions[row * count + i] = first + i - 1;
      targets[row * count + i] = document.ids[first + i] as number;
    }
  }
  const isWhole = batch.every((document) => document.targets === document.ids.length - 1);
  const hidden = model.lastHidden(idsOf(batch, tokens, device), {
    positions: isWhole ? undefined : toDevice(positions, [batch.length, count], device),
    mask: batch.some(({ ids, realTokens }) => realTokens < ids.length)
      ? maskOf(batch, tokens, device)
      : undefined,
    dropout,
  });
  return { hidden, targets };
}

/** What a causal model predicts of documents, all of them text, one after the other: B = 1. */
function packedPredictions(model: LanguageModel, batch: Batch, dropout: boolean): Predictions {
  const { device } = model;
  const ids: number[] = [];
  const positions: number[] = [];
  const targets: number[] = [];
  for (const document of batch) {
    const first = document.ids.length - document.targets;
    for (let i = first; i < document.ids.length; i++) {
      positions.push(ids.length + i - 1);
      targets.push(document.ids[i] as number);
    }
    ids.push(...document.ids.slice(0, -1));
  }
  const isWhole = positions.length === ids.length;
  const hidden = model.lastHidden(toDevice(Int32Array.from(ids), [1, ids.length], device), {
    packing: new Packing(
      batch.map((document) => document.ids.length - 1),
      device,
    ),
    positions: isWhole
      ? undefined
      : toDevice(Int32Array.from(positions), [1, positions.length], device),
    dropout,
  });
  return { hidden, targets: Int32Array.from(targets) };
}

/**
 * What an encoder-decoder predicts of the answers from the prompts. Padding of a prompt is not
 * attended to, that of an answer is written and bears loss.
 */
function encoderDecoderPredictions(
  model: EncoderDecoder,
  batch: Batch,
  dropout: boolean,
): Predictions {
  const { device, startId } = model;
  const prompts = batch.map(({ read }) => {
    if (read === null) throw new Error('a document for a causal model was given to an encoder');
    return read;
  });
  const length = longest(prompts);
  const memory = model.encode(idsOf(prompts, length, device), {
    mask: prompts.some(({ realTokens }) => realTokens < length)
      ? maskOf(prompts, length, device)
      : undefined,
    dropout,
  });
  const tokens = longest(batch);
  const targets = new Int32Array(batch.length * tokens).fill(ignored);
  for (const [row, document] of batch.entries()) targets.set(document.ids, row * tokens);
  const shifted = batch.map(({ ids }) => ({ ids: [startId, ...ids.slice(0, -1)], realTokens: 0 }));
  const hidden = model.decode(memory, idsOf(shifted, tokens, device), { dropout });
  return { hidden, targets };
}

const longest = (texts: readonly EncodedText[]): number =>
  Math.max(...texts.map(({ ids }) => ids.length));

/** The first `tokens` ids of each text [B, T], shorter ones padded with 0. */
function idsOf(texts: readonly EncodedText[], tokens: number, device: string): Tensor {
  const flat = new Int32Array(texts.length * tokens);
  for (const [row, { ids }] of texts.entries()) flat.set(ids.slice(0, tokens), row * tokens);
  return toDevice(flat, [texts.length, tokens], device);
}

/** Which of the first `tokens` positions of each text hold real text [B, T]. */
function maskOf(texts: readonly EncodedText[], tokens: number, device: string): Tensor {
  const isText = new Uint8Array(texts.length * tokens);
  for (const [row, { realTokens }] of texts.entries())
    isText.fill(1, row * tokens, row * tokens + Math.min(realTokens, tokens));
  return toDevice(isText, [texts.length, tokens], device);
}
