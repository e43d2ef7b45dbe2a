// Shapes: B documents, T tokens of the longest, N targets of a document at most, V vocabulary.
import type { LanguageModel } from '../models/language-model.js';
import { type Tensor, tensor } from '../tensor/index.js';
import type { Batch } from './batches.js';

/** `reduction` of `aten::cross_entropy_loss` that adds up. */
const sum = 2;

/** A target that `aten::cross_entropy_loss` leaves out. */
const ignored = -100;

/**
 * The summed cross-entropy [] of the batch's targets: each document's last tokens, each predicted
 * from what stands before it. Padding that bears loss is hidden as a key, as transformers'
 * attention mask does.
 */
export function summedLoss(model: LanguageModel, batch: Batch): Tensor {
  const tokens = Math.max(...batch.map((document) => document.ids.length)) - 1;
  const count = Math.max(...batch.map((document) => document.targets));
  const ids = new Int32Array(batch.length * tokens);
  const positions = new Int32Array(batch.length * count);
  const targets = new Int32Array(batch.length * count).fill(ignored);
  const isText = new Uint8Array(batch.length * tokens).fill(1);
  for (const [row, document] of batch.entries()) {
    const length = document.ids.length;
    ids.set(document.ids.slice(0, length - 1), row * tokens);
    isText.fill(0, row * tokens + Math.min(document.realTokens, tokens), (row + 1) * tokens);
    for (let i = 0; i < document.targets; i++) {
      const position = length - document.targets + i;
      positions[row * count + i] = position - 1;
      targets[row * count + i] = document.ids[position] as number;
    }
  }
  const { device } = model;
  const toDevice = (array: Int32Array, width: number): Tensor =>
    tensor(array, [batch.length, width]).to({ device, dtype: 'int64' });
  const padded = batch.some((document) => document.realTokens < document.ids.length);
  const logits = model.forward(toDevice(ids, tokens), {
    positions: count < tokens ? toDevice(positions, count) : undefined,
    mask: padded
      ? tensor(isText, [batch.length, tokens], { dtype: 'bool' }).to({ device })
      : undefined,
  });
  return logits
    .flatten({ endDim: 1 })
    .to({ dtype: 'float32' })
    .crossEntropyLoss(toDevice(targets, count).flatten(), { reduction: sum, ignoreIndex: ignored });
}
