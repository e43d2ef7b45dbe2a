import {
  foreachMulTensor_,
  keep,
  noGrad,
  numel,
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
   * One update by `gradients` times `factor`, one for each parameter and in their order, in its type
   * or in bfloat16, which it may write over.
   *
   * @param factor such as clips them: [], or of stacked parameters one for each model [S]; null: 1
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

  /**
   * Hands over the gradients at `indices` in the type of their parameters and times `factor`: written
   * over, or copies of those in another type, few enough at once that no second set is held.
   */
  protected eachPart(
    indices: readonly number[],
    gradients: readonly Tensor[],
    factor: Tensor | null,
    body: (part: readonly number[], gradients: readonly Tensor[]) => void,
  ): void {
    let part: number[] = [];
    let copied = 0;
    const handOver = (): void =>
      scope(() => {
        body(part, this.inFull(part, gradients, factor));
      });
    for (const index of indices) {
      const { device, dtype, shape } = this.parameters[index] as Parameter;
      const elements = (gradients[index] as Tensor).dtype === dtype ? 0 : numel(shape);
      if (copied > 0 && copied + elements > mostCopied(device)) {
        handOver();
        part = [];
        copied = 0;
      }
      part.push(index);
      copied += elements;
    }
    if (part.length > 0) handOver();
  }

  /** The gradients at `indices` as `eachPart` hands them over, all at once. */
  protected inFull(
    indices: readonly number[],
    gradients: readonly Tensor[],
    factor: Tensor | null,
  ): Tensor[] {
    const own = indices.map((index) => {
      const gradient = gradients[index] as Tensor;
      const { dtype } = this.parameters[index] as Parameter;
      return gradient.dtype === dtype ? gradient : gradient.to({ dtype });
    });
    if (factor) this.#multiply(own, factor);
    return own;
  }

  /** Multiplies in place, by a factor for all or one for each model. */
  #multiply(gradients: readonly Tensor[], factor: Tensor): void {
    if (factor.shape.length === 0) foreachMulTensor_(gradients, factor);
    else
      for (const gradient of gradients)
        gradient.mul_(factor.view([-1, ...gradient.shape.slice(1).map(() => 1)]));
  }

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

/** Elements of gradients that are copied at once; on the host so few that they stay in the caches. */
const mostCopied = (device: string): number => (device === 'cpu' ? 2 ** 20 : 2 ** 26);
