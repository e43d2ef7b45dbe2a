import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/** Normalises the last dimension to mean 0 and variance 1, then scales and shifts it. */
export class LayerNorm extends Layer {
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
  compute(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
    return x.layerNorm([this.width], { weight, bias, eps: this.eps });
  }

  /** `x` [..., width] normalised, neither scaled nor shifted -> the same shape. */
  normalize(x: Tensor): Tensor {
    return x.layerNorm([this.width], { eps: this.eps });
  }
}
