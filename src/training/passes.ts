import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { numel } from '../tensor/index.js';
import { type Batch, batchByLength, type PackedBatch, packedBatches } from './batches.js';
import type { EncodedDocument } from './encoded-document.js';

/**
 * Weights of a model, in numbers, that a processor's caches hold (32 MB). Below, a further pass costs
 * little; above, each pass reads all weights from memory and adds up gradients of as many. Chosen by
 * the size of caches, not measured.
 */
const mostCachedWeights = 2 ** 23;

/**
 * Tokens of a packed pass on the host: enough that the weights' traffic is a small part of it, few
 * enough that what backward needs of them stays small beside the weights. A device takes all.
 */
const tokensOfPass = (device: string): number =>
  device === 'cpu' ? 1024 : Number.POSITIVE_INFINITY;

const weightsOf = new WeakMap<AnyLanguageModel, number>();

function weights(model: AnyLanguageModel): number {
  const known = weightsOf.get(model);
  if (known !== undefined) return known;
  let sum = 0;
  for (const [, { shape }] of model.namedParameters()) sum += numel(shape);
  weightsOf.set(model, sum);
  return sum;
}

/**
 * Divides the documents of a step into forward passes of at most `most`: packed, without padding,
 * where a pass is dear and the documents differ in length; else by like length.
 */
export function passesOf(
  model: AnyLanguageModel,
  documents: readonly EncodedDocument[],
  most: number,
): (Batch | PackedBatch)[] {
  const length = documents[0]?.ids.length;
  const isEven = documents.every(({ ids }) => ids.length === length);
  // The last token, which may be the end, is predicted only.
  const isText = documents.every(({ ids, realTokens }) => realTokens >= ids.length - 1);
  const isDear = model.device !== 'cpu' || weights(model) > mostCachedWeights;
  return model.architecture === 'causal' && isText && isDear && !isEven
    ? packedBatches(documents, most, tokensOfPass(model.device))
    : batchByLength(documents, most);
}
