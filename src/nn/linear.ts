import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/** `y = x Wᵀ + b`, with `weight` [out, in] and `bias` [out]; both begin as zeros. */
export class Linear extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(
    readonly inputs: number,
    readonly outputs: number,
    { bias = true } = {},
  ) {
    super();
    this.weight = Parameter.filled([outputs, inputs], 0);
    this.bias = bias ? Parameter.filled([outputs], 0) : null;
  }

  /** `x` [..., in] -> [..., out]. */
  compute(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
    return x.linear(weight, { bias });
  }
}
