import { Parameter, type Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/** Normalises the last dimension to mean 0 and variance 1, then scales and shifts it. */
export class LayerNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(
    readonly width: number,
    readonly eps: number,
  ) {
    super();
    this.weight = Parameter.filled([width], 1);
    this.bias = Parameter.filled([width], 0);
  }

  /** `x` [..., width] -> the same shape. */
  forward(x: Tensor): Tensor {
    return x.layerNorm([this.width], { weight: this.weight, bias: this.bias, eps: this.eps });
  }
}
