import type { Recipe } from '../experiment/recipe.js';
import {
  clearGradients,
  gradients,
  type Parameter,
  releaseMemory,
  scope,
  stack,
  type Tensor,
} from '../tensor/index.js';
import { clipGlobalNorm } from './clipping.js';
import type { Optimizer } from './optimizers/optimizer.js';
import type { PassSize } from './pass-size.js';

/** What an optimizer step did. */
export interface StepResult {
  /** Mean cross-entropy of the step's targets, in nats. */
  readonly loss: number;
  readonly targets: number;
}

/** What a step works on. */
export interface Trainee {
  readonly model: { readonly device: string };
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  readonly passSize: PassSize;
}

/** What one step shows. */
export interface Shown {
  readonly examples: number;
  /** What the step's loss is the mean over. */
  readonly targets: number;
  /**
   * Adds the gradient of the mean loss to the parameters', in passes of so many examples at most;
   * gives the part [] of that loss that each pass has.
   */
  addGradients(examplesPerPass: number): Tensor[];
}

/**
 * One update by the gradient of all that is shown, over as many passes as the memory needs. Where
 * the loss is not finite, neither are the weights.
 */
export function update(
  { model, parameters, optimizer, passSize }: Trainee,
  shown: Shown,
  { clipNorm }: Pick<Recipe, 'clipNorm'>,
  learningRate: number,
): StepResult {
  return scope(() => {
    const losses = passSize.fit(
      shown.examples,
      (examplesPerPass) => shown.addGradients(examplesPerPass),
      () => {
        clearGradients(parameters);
        releaseMemory(model.device);
      },
    );
    const summed = gradients(parameters);
    // A parameter on which the step's loss does not depend has no gradient.
    const directions = parameters.map((parameter, i) => summed[i] ?? parameter.zerosLike());
    if (clipNorm !== null) clipGlobalNorm(directions, clipNorm);
    optimizer.step(directions, learningRate);
    clearGradients(parameters);
    // Read last, and once: a device has all of the step's work by then.
    const loss = stack(losses).toArray();
    return { loss: loss.reduce((total, one) => total + one, 0), targets: shown.targets };
  });
}
