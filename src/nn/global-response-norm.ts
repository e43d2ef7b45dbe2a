import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/** Added to the mean that responses are divided by, as in the published code. */
const eps = 1e-6;

/**
 * Global response normalisation (Woo et al. 2023, https://arxiv.org/abs/2301.00808, section 4):
 * every channel counts by the norm of its map, divided by the mean of all channels' norms. `weight`
 * and `bias` [1, 1, 1, C] begin as zeros, with which it changes nothing.
 */
export class GlobalResponseNorm extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(channels: number) {
    super();
    this.weight = Parameter.filled([1, 1, 1, channels], 0);
    this.bias = Parameter.filled([1, 1, 1, channels], 0);
  }

  /** `x` [B, H, W, C] -> the same shape. */
  compute(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
    if (x.device === 'cpu') return x.responseNorm(weight, bias, eps);
    const norms = x.vectorNorm({ dim: [1, 2], keepdim: true });
    const responses = norms.div(norms.meanOver([-1], { keepdim: true }).add(eps));
    return x.mul(responses.mul(weight).add(1)).add(bias);
  }
}
