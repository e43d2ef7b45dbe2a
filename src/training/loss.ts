// Shapes: B documents, N targets of a document at most, R targets of all, D width, V vocabulary.

import type { Recipe } from '../experiment/recipe.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import {
  autocast,
  backward,
  cat,
  noGrad,
  scope,
  stack,
  type Tensor,
  toDevice,
} from '../tensor/index.js';
import type { Batch, PackedBatch } from './batches.js';
import { ignored, type Predictions, predictionsOf } from './predictions.js';

/** `reduction` of `aten::cross_entropy_loss`: the loss of each row, or their sum. */
const reductions = { none: 0, sum: 2 } as const;

/**
 * Most bytes of float32 logits that are held at once. On the host, larger ones leave the caches and
 * gain nothing (bench/RESULTS.md); on a device each piece also adds up a gradient of the whole
 * head, which few large pieces make cheap.
 */
const mostLogitBytes = (device: string): number => (device === 'cpu' ? 2 ** 27 : 2 ** 30);

/** Rows of logits [V] that are held at once. */
export const rowsAtOnce = ({ device, vocabularySize }: AnyLanguageModel): number =>
  Math.max(1, Math.floor(mostLogitBytes(device) / (4 * vocabularySize)));

/**
 * The summed cross-entropy [] of the batch's targets, each predicted from what stands before it; in
 * float32 whatever the logits are. Never holds more than a piece of the logits where no gradient is
 * recorded.
 */
export function summedLoss(model: AnyLanguageModel, batch: Batch): Tensor {
  const predictions = predictionsOf(model, batch, false);
  if (isSmall(model, predictions)) return lossAtOnce(model, predictions);
  const { hidden, targets } = withTarget(model, predictions);
  const losses = pieces(hidden.shape[0] as number, rowsAtOnce(model)).map(([start, end]) =>
    scope(() =>
      crossEntropy(
        model.logits(hidden.slice({ dim: 0, start, end })),
        targets.slice({ dim: 0, start, end }),
      ),
    ),
  );
  return stack(losses).sum();
}

/**
 * Adds the gradient of the batch's summed cross-entropy over `divisor` to the parameters', and
 * returns its value [], with dropout. In bfloat16, gradients may be left in that type (`asCast` of
 * `backward`). Where not all logits can be held at once, each piece of them
 * is taken back to the hidden states before the next is computed, and these then go back through
 * the model together.
 */
export function addGradients(
  model: AnyLanguageModel,
  batch: Batch | PackedBatch,
  { precision, divisor }: { readonly precision: Recipe['precision']; readonly divisor: number },
): Tensor {
  const mixed = <T>(body: () => T): T => autocast(model.device, precision, body);
  const asCast = precision !== 'float32';
  const predictions = mixed(() => predictionsOf(model, batch, true));
  if (isSmall(model, predictions)) {
    const loss = mixed(() => lossAtOnce(model, predictions)).div(divisor);
    backward(loss, { asCast });
    return loss.detach();
  }
  const { hidden, targets } = withTarget(model, predictions);
  const detached = hidden.detach();
  const parts = pieces(hidden.shape[0] as number, rowsAtOnce(model)).map(([start, end]) =>
    scope(() => {
      const rows = detached.slice({ dim: 0, start, end }).detach().requireGrad();
      const logits = mixed(() => model.logits(rows));
      const own = targets.slice({ dim: 0, start, end });
      const loss = backToRows(logits, own, { divisor, asCast });
      return { loss, gradient: rows.grad as Tensor };
    }),
  );
  // With all that comes before the head frozen, nothing there wants a gradient.
  if (hidden.requiresGrad)
    backward(hidden, { gradient: cat(parts.map(({ gradient }) => gradient)), asCast });
  return stack(parts.map(({ loss }) => loss)).sum();
}

const isSmall = (model: AnyLanguageModel, { targets }: Predictions): boolean =>
  targets.length <= rowsAtOnce(model);

/**
 * As `addGradients` of `model`, for several models at once, whose documents come one after the other
 * in `batch`, as many of each; to be called where `model` computes for all (`ModuleStack`). All
 * logits are held at once.
 *
 * @param shares [S]: 1 over what each model's loss is divided by
 * @returns each model's part of its loss [S]
 */
export function addGradientsTogether(
  model: AnyLanguageModel,
  batch: Batch,
  { precision, shares }: { readonly precision: Recipe['precision']; readonly shares: Tensor },
): Tensor {
  const losses = autocast(model.device, precision, () => {
    const rows = lossAtOnce(model, predictionsOf(model, batch, false), 'none');
    return rows
      .view([...shares.shape, -1])
      .sumOver([1])
      .mul(shares);
  });
  backward(losses.sum(), { asCast: precision !== 'float32' });
  return losses.detach();
}

/** Over all positions [B, N], those without a target left out by the operator. */
function lossAtOnce(
  model: AnyLanguageModel,
  { hidden, targets }: Predictions,
  reduction: keyof typeof reductions = 'sum',
): Tensor {
  const logits = model.logits(hidden).flatten({ endDim: 1 });
  return crossEntropy(logits, toDevice(targets, [targets.length], model.device), reduction);
}

/** The positions that have a target: hidden states [R, D] and targets [R]. */
function withTarget(
  { device }: AnyLanguageModel,
  { hidden, targets }: Predictions,
): { hidden: Tensor; targets: Tensor } {
  const flat = hidden.flatten({ endDim: 1 });
  const positions = Int32Array.from(targets.keys()).filter((i) => targets[i] !== ignored);
  if (positions.length === targets.length)
    return { hidden: flat, targets: toDevice(targets, [targets.length], device) };
  const chosen = positions.map((i) => targets[i] as number);
  return {
    hidden: flat.indexSelect(0, toDevice(positions, [positions.length], device)),
    targets: toDevice(chosen, [positions.length], device),
  };
}

/**
 * `rows` in pieces of `most` and a last one with the rest: blocks of memory of one size are used
 * again, where those of many sizes leave gaps between them.
 */
function pieces(rows: number, most: number): [start: number, end: number][] {
  return Array.from({ length: Math.ceil(rows / most) }, (_, piece) => [
    piece * most,
    Math.min((piece + 1) * most, rows),
  ]);
}

/** Of logits [R, V] and targets [R], in float32: summed, or of each row. */
function crossEntropy(
  logits: Tensor,
  targets: Tensor,
  reduction: keyof typeof reductions = 'sum',
): Tensor {
  return logits
    .to({ dtype: 'float32' })
    .crossEntropyLoss(targets, { reduction: reductions[reduction], ignoreIndex: ignored });
}

/** The summed cross-entropy over `divisor` [], its gradient taken back to what made `logits`. */
function backToRows(
  logits: Tensor,
  targets: Tensor,
  { divisor, asCast }: { readonly divisor: number; readonly asCast: boolean },
): Tensor {
  if (logits.device !== 'cpu') {
    const loss = crossEntropy(logits, targets).div(divisor);
    backward(loss, { asCast });
    return loss.detach();
  }
  const { loss, gradient } = noGrad(() =>
    logits.detach().crossEntropyWithGradient(targets, 1 / divisor),
  );
  backward(logits, { gradient, asCast });
  return loss.div(divisor);
}
