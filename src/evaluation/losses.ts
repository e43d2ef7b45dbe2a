import type { Document } from '../data/documents.js';
import type { Recipe, TrainingMode } from '../experiment/recipe.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { autocast, noGrad, scope, sharingCasts } from '../tensor/index.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { batchByLength } from '../training/batches.js';
import { encodeDocument, encodingFor } from '../training/encoded-document.js';
import { summedLoss } from '../training/loss.js';
import { atOnce, type InBatches } from './in-batches.js';

/** How losses are measured. */
export interface LossOptions {
  /** How documents become tokens, and which of these bear loss: as the stage trains. */
  readonly mode: TrainingMode;
  readonly loss: Recipe['loss'];
  /** Most documents of a pass; no result depends on it, rounding aside. */
  readonly testBatch: number;
  /** Of the matrix products. */
  readonly precision: 'float32' | 'bfloat16';
}

/**
 * The mean cross-entropy of all targets of `documents`, in nats, without dropout (paper, Fig. 8).
 * What bears loss is what a stage trains: with mode 'faithful' the padding too, so that it is
 * transformers' `eval_loss`. Throws a RangeError when there is no document.
 */
export const meanLoss = (...measured: Parameters<typeof meanLossInBatches>): number =>
  atOnce(meanLossInBatches(...measured));

/** As `meanLoss`; yields after every batch. */
export function* meanLossInBatches(
  model: AnyLanguageModel,
  tokenizer: Tokenizer,
  documents: readonly Document[],
  { mode, loss, testBatch, precision }: LossOptions,
): InBatches<number> {
  if (documents.length === 0) throw new RangeError('the mean loss of no documents was asked for');
  const encoding = encodingFor(model, { mode, loss });
  const encoded = documents.map((document) => encodeDocument(document, tokenizer, encoding));
  const sums: number[] = [];
  for (const batch of batchByLength(encoded, testBatch)) {
    const sum = sharingCasts(() =>
      scope(() =>
        noGrad(() => autocast(model.device, precision, () => summedLoss(model, batch).item())),
      ),
    );
    sums.push(sum);
    yield;
  }
  const targets = encoded.reduce((total, document) => total + document.targets, 0);
  return sums.reduce((total, sum) => total + sum, 0) / targets;
}
