import {
  foreachMulTensor_,
  keep,
  noGrad,
  type Parameter,
  scope,
  type Tensor,
  zeros,
} from '../../tensor/index.js';

/** Parameters that an optimizer trains, each with its path in the model. */
export type NamedParameters = readonly (readonly [path: string, parameter: Parameter])[];

/** What an optimizer goes on from. */
export interface OptimizerState {
  /** Updates that were made. */
  readonly steps: number;
  /** By parameter and moment, such as `layers.0.norm.weight.exp_avg`. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * Changes parameters by their gradients. Owns the tensors of its state, which begin as zeros,
 * belong to no scope and end with `dispose`; each is named by its parameter's path and, as in
 * torch's `state_dict`, by what it holds.
 */
export abstract class Optimizer {
  readonly #tensors = new Map<string, Tensor>();
  #steps = 0;
  readonly parameters: readonly Parameter[];

  /**
   * @param stacked whether each parameter holds those of several models along a leading axis, each
   *   of which is to be changed as if it were alone
   */
  constructor(
    readonly named: NamedParameters,
    readonly stacked = false,
  ) {
    this.parameters = named.map(([, parameter]) => parameter);
  }

  /** Every tensor of its state by name. */
  tensors(): ReadonlyMap<string, Tensor> {
    return this.#tensors;
  }

  /** Updates made so far. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * One update by `gradients` times `factor`, one for each parameter and in their order, which it
   * may write over.
   *
   * @param factor [], such as clips them; null: 1
   */
  step(gradients: readonly Tensor[], learningRate: number, factor: Tensor | null = null): void {
    this.#steps++;
    noGrad(() => this.update(gradients, learningRate, factor));
  }

  /** As `step`, with `steps` counting this one and nothing recorded for backward. */
  protected abstract update(
    gradients: readonly Tensor[],
    learningRate: number,
    factor: Tensor | null,
  ): void;

  /** The shape of a parameter in one model. */
  protected shapeInModel({ shape }: Tensor): number[] {
    return this.stacked ? shape.slice(1) : shape;
  }

  /** Makes a tensor of the state for the parameter at `index`, of its shape or another. */
  protected makeTensor(index: number, holds: string, shape?: readonly number[]): Tensor {
    const [path, parameter] = this.named[index] as NamedParameters[number];
    const { device } = parameter;
    // Fused operators want a moment to lie in memory as its parameter does.
    const made = keep(shape ? zeros(shape, { dtype: 'float32', device }) : parameter.zerosLike());
    this.#tensors.set(`${path}.${holds}`, made);
    return made;
  }

  /**
   * Goes on from a state, whose tensors it copies; they may lie on another device. Throws where
   * these are not the tensors of this optimizer.
   */
  restore({ steps, tensors }: OptimizerState): void {
    const unknown = [...tensors.keys()].filter((name) => !this.#tensors.has(name));
    const missing = [...this.#tensors.keys()].filter((name) => !tensors.has(name));
    if (unknown.length + missing.length > 0)
      throw new Error(
        'the optimizer state is of other parameters or of another optimizer: ' +
          `missing [${missing.join(', ')}], unknown [${unknown.join(', ')}]`,
      );
    for (const [name, own] of this.#tensors) {
      const given = (tensors.get(name) as Tensor).shape;
      if (`${given}` !== `${own.shape}`)
        throw new Error(
          `the optimizer state's ${name} has shape [${given}], expected [${own.shape}]`,
        );
    }
    scope(() =>
      noGrad(() => {
        for (const [name, own] of this.#tensors) own.copy_(tensors.get(name) as Tensor);
      }),
    );
    this.#steps = steps;
  }

  /** Frees the tensors of its state. */
  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
  }
}

/** Multiplies `gradients` in place by `factor` [], where there is one. */
export function scaleGradients(gradients: readonly Tensor[], factor: Tensor | null): void {
  if (factor) foreachMulTensor_(gradients, factor);
}
