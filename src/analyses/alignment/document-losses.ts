// Shapes: B documents, N targets of a document at most, V vocabulary.
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { type Tensor, tensor, toDevice } from '../../tensor/index.js';
import type { Batch } from '../../training/batches.js';
import { ignored, predictionsOf } from '../../training/predictions.js';

/** `reduction` of `aten::cross_entropy_loss` that leaves the losses as they are. */
const none = 0;

/** The loss of each target, and what it counts in the mean of its own document. */
export interface DocumentLosses {
  /** Cross-entropies [B N], 0 where a document has no more targets. */
  readonly losses: Tensor;
  /** One over the number of targets of the document [B N]. */
  readonly weights: Tensor;
}

/**
 * The losses whose means over each document are what training lowers, without dropout; tokens that
 * bear loss are those of training. The head is given hidden states [B, N, D], document by document.
 */
export function documentLosses(model: AnyLanguageModel, batch: Batch): DocumentLosses {
  const { hidden, targets } = predictionsOf(model, batch, false);
  const logits = model.logits(hidden);
  const { device, dtype } = logits;
  const losses = logits
    .flatten({ endDim: 1 })
    .crossEntropyLoss(toDevice(targets, [targets.length], device), {
      reduction: none,
      ignoreIndex: ignored,
    });
  const each = targets.length / batch.length;
  const weights = Float64Array.from(targets, (_, i) => {
    return 1 / (batch[Math.floor(i / each)]?.targets ?? Number.NaN);
  });
  return { losses, weights: tensor(weights, [targets.length]).to({ dtype, device }) };
}
