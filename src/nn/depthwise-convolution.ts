import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/**
 * A convolution of every channel by itself that keeps the size of the map: cells beyond its edges
 * count as zeros. `weight` [C, 1, K, K] and `bias` [C] begin as zeros.
 */
export class DepthwiseConvolution extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter;

  /** @param kernel K, height and width of the kernel in cells, an odd number */
  constructor(
    readonly channels: number,
    readonly kernel: number,
  ) {
    super();
    this.weight = Parameter.filled([channels, 1, kernel, kernel], 0);
    this.bias = Parameter.filled([channels], 0);
  }

  /** `x` [B, H, W, C] -> the same shape. */
  compute(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
    if (x.device === 'cpu') return x.depthwiseConvolution(weight, bias);
    const margin = (this.kernel - 1) / 2;
    return x
      .permute([0, 3, 1, 2])
      .conv2d(weight, { bias, padding: [margin, margin], groups: this.channels })
      .permute([0, 2, 3, 1]);
  }
}
