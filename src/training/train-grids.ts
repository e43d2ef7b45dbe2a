// Shapes: B images, C cells of a grid, K classes of a cell (targets and "no answer").

import type { DigitImages } from '../data/mnist/digits.js';
import {
  type ExampleArrays,
  exampleArrays,
  exampleSource,
  type GridExample,
  type GridSelection,
  sliceExamples,
} from '../data/mnist/examples.js';
import type { Recipe } from '../experiment/recipe.js';
import type { ImageModel } from '../models/image-model.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { autocast, backward, scope, sharingCasts, type Tensor } from '../tensor/index.js';
import { stepSizes } from './batches.js';
import type { GridRenderer } from './grid-renderer.js';
import { toDevice } from './to-device.js';
import { type StepReport, type Training, trainSteps } from './train-steps.js';
import type { Shown } from './update.js';

/** `reduction` of `aten::cross_entropy_loss` that adds up. */
const sum = 2;

/** What one stage trains a model of images on, and how. */
export interface GridTraining extends Training {
  readonly model: ImageModel;
  /** Draws the images of `digits`. */
  readonly renderer: GridRenderer;
  readonly digits: DigitImages;
  readonly selection: GridSelection;
}

/**
 * Trains one stage of a model of images, as `trainSteps`; every image is drawn anew. The same seed
 * gives the same losses, bit for bit, on the same machine and number of threads.
 */
export function* trainGrids(stage: GridTraining): Generator<StepReport> {
  const { model, renderer, digits, selection, recipe, seed } = stage;
  const { data } = renderer;
  const next = exampleSource(data, selection);
  const random = {
    examples: MersenneTwister.named(seed, 'MNIST training examples'),
    digits: MersenneTwister.named(seed, 'MNIST training digits'),
  };
  const sizes = stepSizes(data.options.examplesPerEpoch, recipe);
  const draw = (count: number): GridExample[] =>
    Array.from({ length: count }, () => next(random.examples));
  yield* trainSteps(stage, sizes.length, function* () {
    for (const size of sizes) {
      const arrays = exampleArrays(draw(size), data.options, digits, random.digits);
      yield shownImages(model, renderer, arrays, recipe);
    }
  });
}

/** What a step shows: images, with the mean cross-entropy of all their cells as loss. */
function shownImages(
  model: ImageModel,
  renderer: GridRenderer,
  arrays: ExampleArrays,
  { precision }: Pick<Recipe, 'precision'>,
): Shown {
  return {
    examples: arrays.count,
    targets: arrays.targets.length,
    addGradients: (imagesPerPass) =>
      sharingCasts(() =>
        Array.from({ length: Math.ceil(arrays.count / imagesPerPass) }, (_, pass) => {
          const part = sliceExamples(arrays, pass * imagesPerPass, (pass + 1) * imagesPerPass);
          return scope(() => {
            const logits = autocast(model.device, precision, () =>
              model.forward(renderer.render(part)),
            );
            const loss = summedGridLoss(logits, part).div(arrays.targets.length);
            backward(loss);
            return loss.detach();
          });
        }),
      ),
  };
}

/** The cross-entropy [] of all cells of some images, added up; `logits` [B, C x K]. */
export function summedGridLoss(logits: Tensor, { targets }: ExampleArrays): Tensor {
  return logits
    .to({ dtype: 'float32' })
    .view([targets.length, -1])
    .crossEntropyLoss(toDevice(targets, [targets.length], logits.device), { reduction: sum });
}
