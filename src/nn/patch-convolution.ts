import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/**
 * A convolution whose stride is its kernel, so that every patch is read once: a linear layer over
 * the numbers of a patch. `weight` [out, in, P, P] and `bias` [out] begin as zeros.
 */
export class PatchConvolution extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter;

  /** @param patch P, height and width of a patch in cells */
  constructor(
    readonly inputs: number,
    readonly outputs: number,
    readonly patch: number,
  ) {
    super();
    this.weight = Parameter.filled([outputs, inputs, patch, patch], 0);
    this.bias = Parameter.filled([outputs], 0);
  }

  /**
   * `x` [B, H, W, in] -> [B, ⌊H/P⌋, ⌊W/P⌋, out]; rows and columns that fill no patch are left out.
   * Throws RangeError where there is no whole patch.
   */
  compute(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
    const { inputs, outputs, patch } = this;
    const [batch, height, width] = x.shape as [number, number, number, number];
    const [rows, columns] = [Math.floor(height / patch), Math.floor(width / patch)];
    if (rows === 0 || columns === 0)
      throw new RangeError(`a map of ${height} x ${width} has no patch of ${patch} x ${patch}`);
    const patches = x
      .slice({ dim: 1, end: rows * patch })
      .slice({ dim: 2, end: columns * patch })
      .reshape([batch, rows, patch, columns, patch, inputs])
      .permute([0, 1, 3, 2, 4, 5])
      .reshape([batch, rows, columns, patch * patch * inputs]);
    const byPatch = weight.permute([0, 2, 3, 1]).reshape([outputs, patch * patch * inputs]);
    return patches.linear(byPatch, { bias });
  }
}
