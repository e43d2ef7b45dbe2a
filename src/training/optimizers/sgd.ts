import type { OptimizerOptions } from '../../experiment/recipe.js';
import { fusedSgd_, type Tensor } from '../../tensor/index.js';
import { type NamedParameters, Optimizer, scaleGradients } from './optimizer.js';

type SgdOptions = Extract<OptimizerOptions, { kind: 'sgd' }>;

/** Stochastic gradient descent as `torch.optim.SGD`, one fused operator for all parameters. */
export class Sgd extends Optimizer {
  readonly #velocities: readonly Tensor[];

  constructor(
    named: NamedParameters,
    readonly options: SgdOptions,
    stacked = false,
  ) {
    super(named, stacked);
    this.#velocities =
      options.momentum === 0 ? [] : named.map((_, i) => this.makeTensor(i, 'momentum_buffer'));
  }

  protected override update(
    gradients: readonly Tensor[],
    learningRate: number,
    factor: Tensor | null,
  ): void {
    scaleGradients(gradients, factor);
    const { momentum, nesterov, weightDecay } = this.options;
    fusedSgd_(this.parameters, gradients, this.#velocities, {
      lr: learningRate,
      momentum,
      nesterov,
      weightDecay,
      dampening: 0,
      maximize: false,
      isFirstStep: this.steps === 1,
    });
  }
}
