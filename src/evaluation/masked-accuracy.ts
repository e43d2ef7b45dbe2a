// Shapes: B images, C cells of a grid, K classes of a cell (targets and "no answer").
import { type ExampleArrays, sliceExamples } from '../data/mnist/examples.js';
import type { ImageModel } from '../models/image-model.js';
import { autocast, noGrad, scope } from '../tensor/index.js';
import type { GridRenderer } from '../training/grid-renderer.js';
import { summedGridLoss } from '../training/train-grids.js';

/** What a model makes of images. */
export interface GridAnswers {
  /** The most likely class of each cell [B, C]; the last class is "no answer". */
  readonly classes: Int32Array;
  /** Mean cross-entropy of all cells, in nats. */
  readonly loss: number;
}

/** Shows images to a model, so many at a time, and reads its answers. */
export function answerGrids(
  model: ImageModel,
  renderer: GridRenderer,
  arrays: ExampleArrays,
  how: { readonly testBatch: number; readonly precision: 'float32' | 'bfloat16' },
): GridAnswers {
  const cells = arrays.targets.length / arrays.count;
  const classes = new Int32Array(arrays.targets.length);
  let loss = 0;
  for (let start = 0; start < arrays.count; start += how.testBatch) {
    const part = sliceExamples(arrays, start, start + how.testBatch);
    scope(() =>
      noGrad(() => {
        const images = renderer.render(part);
        const logits = autocast(model.device, how.precision, () => model.forward(images));
        loss += summedGridLoss(logits, part).item();
        const best = logits.view([part.targets.length, -1]).argmax({ dim: 1 });
        classes.set(best.toInt32Array(), start * cells);
      }),
    );
  }
  return { classes, loss: loss / arrays.targets.length };
}

/**
 * The share of right answers among the cells that have one: of a question the highlighted cell
 * alone, of a definition all cells (paper, App. E.1). "No answer" is wrong there.
 *
 * @param noAnswer the class of a cell that is not asked about
 */
export function maskedAccuracy(classes: Int32Array, targets: Int32Array, noAnswer: number): number {
  let [right, asked] = [0, 0];
  for (const [cell, target] of targets.entries()) {
    if (target === noAnswer) continue;
    asked++;
    if (classes[cell] === target) right++;
  }
  if (asked === 0)
    throw new RangeError('masked accuracy needs a cell that has an answer, got none');
  return right / asked;
}
