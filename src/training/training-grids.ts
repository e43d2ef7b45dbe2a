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
import { autocast, backward, type Tensor, toDevice } from '../tensor/index.js';
import { stepSizes } from './batches.js';
import type { GridRenderer } from './grid-renderer.js';
import {
  type DataState,
  generatorOf,
  type TrainingBatch,
  type TrainingData,
} from './training-data.js';

/** `reduction` of `aten::cross_entropy_loss` that adds up. */
const sum = 2;

/** What a model of images is trained on, and how its images become batches. */
export interface GridTraining {
  readonly model: ImageModel;
  /** Draws the images of `digits`. */
  readonly renderer: GridRenderer;
  readonly digits: DigitImages;
  readonly selection: GridSelection;
  readonly recipe: Pick<Recipe, 'documentsPerStep' | 'lastBatch' | 'precision'>;
  /** Decides what is asked and which images of digits are taken. */
  readonly seed: number;
}

/** Images of grids that a model is trained on; every image is drawn anew. */
export class TrainingGrids implements TrainingData {
  readonly #training: GridTraining;
  /** Draws what the next image asks or says. */
  readonly #nextExample: (random: MersenneTwister) => GridExample;
  /** Images of each step of an epoch. */
  readonly #sizes: readonly number[];
  #examples: MersenneTwister;
  #digits: MersenneTwister;
  #stepOfEpoch = 0;

  constructor(training: GridTraining) {
    const { renderer, selection, recipe, seed } = training;
    this.#training = training;
    this.#nextExample = exampleSource(renderer.data, selection);
    this.#sizes = stepSizes(renderer.data.options.examplesPerEpoch, recipe);
    this.#examples = MersenneTwister.named(seed, 'MNIST training examples');
    this.#digits = MersenneTwister.named(seed, 'MNIST training digits');
  }

  get stepsPerEpoch(): number {
    return this.#sizes.length;
  }

  nextBatch(): TrainingBatch {
    const { model, renderer, digits, recipe } = this.#training;
    const examples = Array.from({ length: this.#sizes[this.#stepOfEpoch] as number }, () =>
      this.#nextExample(this.#examples),
    );
    this.#stepOfEpoch = (this.#stepOfEpoch + 1) % this.#sizes.length;
    const arrays = exampleArrays(examples, renderer.data.options, digits, this.#digits);
    return gridBatch(model, renderer, arrays, recipe);
  }

  state(): DataState {
    const generators = { examples: this.#examples.state(), digits: this.#digits.state() };
    return { stepOfEpoch: this.#stepOfEpoch, generators };
  }

  restore(state: DataState): void {
    this.#examples = MersenneTwister.fromState(generatorOf(state, 'examples'));
    this.#digits = MersenneTwister.fromState(generatorOf(state, 'digits'));
    this.#stepOfEpoch = state.stepOfEpoch;
  }
}

/** The batch of some images, with the mean cross-entropy of all their cells as loss. */
function gridBatch(
  model: ImageModel,
  renderer: GridRenderer,
  arrays: ExampleArrays,
  { precision }: Pick<Recipe, 'precision'>,
): TrainingBatch {
  const addGradients = (part: ExampleArrays): Tensor => {
    const logits = autocast(model.device, precision, () => model.forward(renderer.render(part)));
    const loss = summedGridLoss(logits, part).div(arrays.targets.length);
    backward(loss, { asCast: precision !== 'float32' });
    return loss.detach();
  };
  return {
    examples: arrays.count,
    targets: arrays.targets.length,
    microBatches: (most) =>
      Array.from({ length: Math.ceil(arrays.count / most) }, (_, index) => {
        const part = sliceExamples(arrays, index * most, (index + 1) * most);
        return { addGradients: () => addGradients(part) };
      }),
  };
}

/** The cross-entropy [] of all cells of some images, added up; `logits` [B, C x K]. */
export function summedGridLoss(logits: Tensor, { targets }: ExampleArrays): Tensor {
  return logits
    .to({ dtype: 'float32' })
    .view([targets.length, -1])
    .crossEntropyLoss(toDevice(targets, [targets.length], logits.device), { reduction: sum });
}
