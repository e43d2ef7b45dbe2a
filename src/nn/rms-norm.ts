import { Parameter, type Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/**
 * Divides the last dimension by its root mean square, then scales it (Zhang & Sennrich 2019,
 * https://arxiv.org/abs/1910.07467). Computed in float32.
 */
export class RmsNorm extends Module {
  readonly weight: Parameter;

  constructor(
    readonly width: number,
    readonly eps: number,
  ) {
    super();
    this.weight = Parameter.filled([width], 1);
  }

  /** `x` [..., width] -> the same shape, in float32. */
  forward(x: Tensor): Tensor {
    return x.to({ dtype: 'float32' }).rmsNorm([this.width], { weight: this.weight, eps: this.eps });
  }
}
