import { Parameter, type Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/** `y = x Wᵀ + b`, with `weight` [out, in] and `bias` [out]; both begin as zeros. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(inputs: number, outputs: number, { bias = true } = {}) {
    super();
    this.weight = Parameter.filled([outputs, inputs], 0);
    this.bias = bias ? Parameter.filled([outputs], 0) : null;
  }

  /** `x` [..., in] -> [..., out]. */
  forward(x: Tensor): Tensor {
    return x.linear(this.weight, { bias: this.bias });
  }
}
