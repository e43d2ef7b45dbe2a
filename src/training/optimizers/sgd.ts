import type { OptimizerOptions } from '../../experiment/recipe.js';
import { fusedSgd_, keep, noGrad, type Tensor } from '../../tensor/index.js';
import type { MakeOptimizer } from './optimizer.js';

type SgdOptions = Extract<OptimizerOptions, { kind: 'sgd' }>;

/** Stochastic gradient descent as `torch.optim.SGD`, one fused operator for all parameters. */
export const sgd: MakeOptimizer<SgdOptions> = (parameters, options) => {
  const { momentum, nesterov, weightDecay } = options;
  const velocities: Tensor[] = momentum === 0 ? [] : parameters.map((p) => keep(p.zerosLike()));
  let isFirstStep = true;
  return {
    step(gradients, learningRate) {
      noGrad(() =>
        fusedSgd_(parameters, gradients, velocities, {
          lr: learningRate,
          momentum,
          nesterov,
          weightDecay,
          dampening: 0,
          maximize: false,
          isFirstStep,
        }),
      );
      isFirstStep = false;
    },
    dispose() {
      for (const velocity of velocities) velocity.dispose();
    },
  };
};
