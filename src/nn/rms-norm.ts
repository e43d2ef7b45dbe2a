import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/**
 * Divides the last dimension by its root mean square, then scales it (Zhang & Sennrich 2019,
 * https://arxiv.org/abs/1910.07467). Computed in float32.
 */
export class RmsNorm extends Layer {
  readonly weight: Parameter;
  readonly bias = null;

  constructor(
    readonly width: number,
    readonly eps: number,
  ) {
    super();
    this.weight = Parameter.filled([width], 1);
  }

  /** `x` [..., width] -> the same shape, in float32. */
  compute(x: Tensor, weight: Tensor): Tensor {
    return x.to({ dtype: 'float32' }).rmsNorm([this.width], { weight, eps: this.eps });
  }

  /** `x` [..., width] normalised and not scaled -> the same shape, in float32. */
  normalize(x: Tensor): Tensor {
    return x.to({ dtype: 'float32' }).rmsNorm([this.width], { eps: this.eps });
  }
}
