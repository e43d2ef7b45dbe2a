// AdamW (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101).
import type { OptimizerOptions } from '../stages/recipe.js';
import {
  foreachAddScalar_,
  fusedAdamw_,
  keep,
  noGrad,
  type Tensor,
  zeros,
} from '../tensor/index.js';
import type { MakeOptimizer } from './optimizer.js';

type AdamwOptions = Extract<OptimizerOptions, { kind: 'adamw' }>;

/** AdamW as `torch.optim.AdamW`, one fused operator for all parameters. */
export const adamw: MakeOptimizer<AdamwOptions> = (parameters, options) => {
  const [beta1, beta2] = options.betas;
  const state = (): Tensor[] => parameters.map((parameter) => keep(parameter.zerosLike()));
  const means = state();
  const squares = state();
  const counts = parameters.map(({ device }) => keep(zeros([], { dtype: 'float32', device })));
  return {
    step(gradients, learningRate) {
      noGrad(() => {
        foreachAddScalar_(counts, 1);
        fusedAdamw_(parameters, gradients, means, squares, [], counts, {
          lr: learningRate,
          beta1,
          beta2,
          weightDecay: options.weightDecay,
          eps: options.eps,
          amsgrad: false,
          maximize: false,
        });
      });
    },
    dispose() {
      for (const tensor of [...means, ...squares, ...counts]) tensor.dispose();
    },
  };
};
