import {
  foreachMulTensor_,
  foreachNorm,
  noGrad,
  scope,
  stack,
  type Tensor,
} from '../tensor/index.js';

/**
 * Scales `gradients` in place so that their common Euclidean norm is at most `limit`, as
 * `torch.nn.utils.clip_grad_norm_`; reads nothing back from the device.
 */
export function clipGlobalNorm(gradients: readonly Tensor[], limit: number): void {
  scope(() =>
    noGrad(() => {
      const norm = stack(foreachNorm(gradients)).vectorNorm();
      const factor = norm.add(1e-6).reciprocal().mul_(limit).clamp_({ max: 1 });
      foreachMulTensor_(gradients, factor);
    }),
  );
}
