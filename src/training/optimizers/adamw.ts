// AdamW (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101).
import type { OptimizerOptions } from '../../experiment/recipe.js';
import { foreachAddScalar_, fusedAdamw_, type Tensor } from '../../tensor/index.js';
import { type NamedParameters, Optimizer } from './optimizer.js';

type AdamwOptions = Extract<OptimizerOptions, { kind: 'adamw' }>;

/** AdamW as `torch.optim.AdamW`, one fused operator for all parameters that decay alike. */
export class AdamW extends Optimizer {
  readonly #means: readonly Tensor[];
  readonly #squares: readonly Tensor[];
  /** Updates made so far, where the fused operator reads them. */
  readonly #counts: readonly Tensor[];
  readonly #groups: readonly DecayGroup[];

  constructor(
    named: NamedParameters,
    readonly options: AdamwOptions,
    stacked = false,
  ) {
    super(named, stacked);
    this.#means = named.map((_, i) => this.makeTensor(i, 'exp_avg'));
    this.#squares = named.map((_, i) => this.makeTensor(i, 'exp_avg_sq'));
    this.#counts = named.map((_, i) => this.makeTensor(i, 'step', []));
    this.#groups = decayGroups(
      this.parameters.map((parameter) => this.shapeInModel(parameter)),
      options,
    );
  }

  protected override update(
    gradients: readonly Tensor[],
    learningRate: number,
    factor: Tensor | null,
  ): void {
    const [beta1, beta2] = this.options.betas;
    const { eps } = this.options;
    const how = { lr: learningRate, beta1, beta2, eps, amsgrad: false, maximize: false };
    foreachAddScalar_(this.#counts, 1);
    for (const { indices, weightDecay } of this.#groups)
      this.eachPart(indices, gradients, factor, (part, own) => {
        const of = (all: readonly Tensor[]) => part.map((index) => all[index] as Tensor);
        const state = [of(this.#means), of(this.#squares), [], of(this.#counts)] as const;
        fusedAdamw_(of(this.parameters), own, ...state, { ...how, weightDecay });
      });
  }
}

/** Parameters that share a weight decay. */
interface DecayGroup {
  /** Among all parameters. */
  readonly indices: readonly number[];
  readonly weightDecay: number;
}

function decayGroups(
  shapes: readonly (readonly number[])[],
  { weightDecay, decayed = 'all' }: AdamwOptions,
): readonly DecayGroup[] {
  const indices = [...shapes.keys()];
  if (decayed === 'all') return [{ indices, weightDecay }];
  // Biases and norms are vectors, some of them with further dimensions of length 1.
  const vectors = indices.filter(
    (index) => (shapes[index] ?? []).filter((length) => length > 1).length <= 1,
  );
  const others = indices.filter((index) => !vectors.includes(index));
  return [
    { indices: others, weightDecay },
    { indices: vectors, weightDecay: 0 },
  ].filter((group) => group.indices.length > 0);
}
