import type { OptimizerOptions } from '../../experiment/recipe.js';
import { fusedSgd_, type Parameter, type Tensor } from '../../tensor/index.js';
import { type NamedParameters, Optimizer } from './optimizer.js';

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
    const { momentum, nesterov, weightDecay } = this.options;
    const how = { lr: learningRate, momentum, nesterov, weightDecay, dampening: 0 };
    this.eachPart([...gradients.keys()], gradients, factor, (part, own) => {
      const parameters = part.map((index) => this.parameters[index] as Parameter);
      const velocities = momentum === 0 ? [] : part.map((i) => this.#velocities[i] as Tensor);
      const isFirstStep = this.steps === 1;
      fusedSgd_(parameters, own, velocities, { ...how, maximize: false, isFirstStep });
    });
  }
}
