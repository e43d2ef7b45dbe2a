// AdamW (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101).
import type { OptimizerOptions } from '../../experiment/recipe.js';
import {
  foreachAddScalar_,
  fusedAdamw_,
  keep,
  noGrad,
  type Parameter,
  type Tensor,
  zeros,
} from '../../tensor/index.js';
import type { MakeOptimizer } from './optimizer.js';

type AdamwOptions = Extract<OptimizerOptions, { kind: 'adamw' }>;

/** AdamW as `torch.optim.AdamW`, one fused operator for all parameters that decay alike. */
export const adamw: MakeOptimizer<AdamwOptions> = (parameters, options) => {
  const [beta1, beta2] = options.betas;
  const state = (): Tensor[] => parameters.map((parameter) => keep(parameter.zerosLike()));
  const means = state();
  const squares = state();
  const counts = parameters.map(({ device }) => keep(zeros([], { dtype: 'float32', device })));
  const groups = decayGroups(parameters, options);
  return {
    step(gradients, learningRate) {
      noGrad(() => {
        foreachAddScalar_(counts, 1);
        for (const { places, weightDecay } of groups) {
          const own = (all: readonly Tensor[]) => places.map((place) => all[place] as Tensor);
          fusedAdamw_(own(parameters), own(gradients), own(means), own(squares), [], own(counts), {
            lr: learningRate,
            beta1,
            beta2,
            weightDecay,
            eps: options.eps,
            amsgrad: false,
            maximize: false,
          });
        }
      });
    },
    dispose() {
      for (const tensor of [...means, ...squares, ...counts]) tensor.dispose();
    },
  };
};

/** Parameters that share a weight decay. */
interface DecayGroup {
  /** Places among all parameters. */
  readonly places: readonly number[];
  readonly weightDecay: number;
}

function decayGroups(
  parameters: readonly Parameter[],
  { weightDecay, decayed = 'all' }: AdamwOptions,
): readonly DecayGroup[] {
  const places = [...parameters.keys()];
  if (decayed === 'all') return [{ places, weightDecay }];
  // Biases and norms are vectors, some of them with further dimensions of length 1.
  const vectors = places.filter(
    (place) => (parameters[place]?.shape ?? []).filter((length) => length > 1).length <= 1,
  );
  const others = places.filter((place) => !vectors.includes(place));
  return [
    { places: others, weightDecay },
    { places: vectors, weightDecay: 0 },
  ].filter((group) => group.places.length > 0);
}
