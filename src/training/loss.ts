// Shapes: B documents, T tokens, N targets of a document, V vocabulary.
import type { LanguageModel } from '../models/language-model.js';
import { type Tensor, tensor } from '../tensor/index.js';
import type { Batch } from './batches.js';

/** `reduction` of `aten::cross_entropy_loss` that adds up. */
const sum = 2;

/**
 * The summed cross-entropy [] of the batch's targets: each document's last N tokens, each predicted
 * from what stands before it. Padding is hidden as a key, as transformers' attention mask does.
 */
export function summedLoss(model: LanguageModel, batch: Batch): Tensor {
  const [first] = batch;
  if (!first) throw new RangeError('a batch needs at least one document');
  const { targets } = first;
  const tokens = first.ids.length;
  const { device } = model;
  const flat = Int32Array.from(batch.flatMap((document) => document.ids));
  const ids = tensor(flat, [batch.length, tokens]).to({ device, dtype: 'int64' });
  const padded = batch.some((document) => document.realTokens < tokens);
  const mask = padded ? realTokenMask(batch, tokens - 1, device) : undefined;
  const logits = model.forward(ids.slice({ dim: 1, end: tokens - 1 }), { last: targets, mask });
  const wanted = ids.slice({ dim: 1, start: tokens - targets });
  return logits
    .reshape([batch.length * targets, model.vocabularySize])
    .to({ dtype: 'float32' })
    .crossEntropyLoss(wanted.reshape([-1]), { reduction: sum });
}

/** [B, T], true where a token is text. */
function realTokenMask(batch: Batch, tokens: number, device: string): Tensor {
  const mask = new Uint8Array(batch.length * tokens);
  for (const [row, { realTokens }] of batch.entries())
    mask.fill(1, row * tokens, row * tokens + Math.min(tokens, realTokens));
  return tensor(mask, [batch.length, tokens], { dtype: 'bool' }).to({ device });
}
