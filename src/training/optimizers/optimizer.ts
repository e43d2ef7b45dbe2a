import type { Parameter, Tensor } from '../../tensor/index.js';

/** Changes parameters by their gradients; its state belongs to no scope and ends with `dispose`. */
export interface Optimizer {
  /**
   * One update with the parameters' gradients `gradients`, in the parameters' order; may write
   * over them.
   */
  step(gradients: readonly Tensor[], learningRate: number): void;
  dispose(): void;
}

/** Makes an optimizer for `parameters`, its state fresh. */
export type MakeOptimizer<Options> = (
  parameters: readonly Parameter[],
  options: Options,
) => Optimizer;
