import {
  clearGradients,
  gradients,
  isOutOfMemory,
  scope,
  type Tensor,
} from '../../tensor/index.js';
import { outOfMemory } from '../micro-batch-size.js';
import type { Optimizer } from './optimizer.js';

/**
 * Lets an optimizer step by the gradients of its parameters, and clears them. Throws a UserError
 * where memory runs out.
 *
 * @param clip may write over the gradients, which are those of the parameters in their order, and
 *   gives back what they are still to be multiplied by [], or null
 */
export function takeStep(
  optimizer: Optimizer,
  learningRate: number,
  clip: (gradients: readonly Tensor[]) => Tensor | null,
): void {
  const { parameters } = optimizer;
  try {
    scope(() => {
      const summed = gradients(parameters);
      // A parameter on which the loss does not depend has no gradient.
      const all = parameters.map((parameter, i) => summed[i] ?? parameter.zerosLike());
      optimizer.step(all, learningRate, clip(all));
      clearGradients(parameters);
    });
  } catch (error) {
    throw isOutOfMemory(error) ? outOfMemory("in the optimizer's step", error) : error;
  }
}
