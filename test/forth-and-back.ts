import { backward, clearGradients, type Parameter, type Tensor } from '../src/tensor/index.js';

/**
 * A layer's `output` for `x`, and the gradients of its sum by `weights` with respect to `x`, weight
 * and bias, which it clears.
 */
export function forthAndBack(
  { weight, bias }: { readonly weight: Parameter; readonly bias: Parameter },
  x: Tensor,
  output: Tensor,
  weights: Tensor,
): readonly Tensor[] {
  backward(output.mul(weights).sum());
  const found = [output, x.grad, weight.grad, bias.grad].map((tensor) => {
    if (tensor === null) throw new Error('the output does not depend on x, weight or bias');
    return tensor.clone();
  });
  clearGradients([x, weight, bias]);
  return found;
}
