// Shapes: S models.
import { foreachNorm, noGrad, stack, type Tensor } from '../tensor/index.js';

/**
 * What `gradients` are to be multiplied by so that their common Euclidean norm is at most `limit`
 * [], as `torch.nn.utils.clip_grad_norm_`; reads nothing back from the device.
 */
export function clipFactor(gradients: readonly Tensor[], limit: number): Tensor {
  return noGrad(() => factorOf(stack(normsOf(gradients)).vectorNorm(), limit));
}

/** As `clipFactor` for each model's part of `gradients`, each [S, ...]; a factor for each model [S]. */
export function clipFactors(gradients: readonly Tensor[], limit: number): Tensor {
  return noGrad(() => {
    const norms = gradients.map((gradient) =>
      gradient.flatten({ startDim: 1 }).vectorNorm({ dim: [1], dtype: 'float32' }),
    );
    return factorOf(stack(norms).vectorNorm({ dim: [0] }), limit);
  });
}

const factorOf = (norm: Tensor, limit: number): Tensor =>
  norm.add(1e-6).reciprocal().mul_(limit).clamp_({ max: 1 });

/** The Euclidean norm [] of each, in float32; those of one type are taken together. */
function normsOf(gradients: readonly Tensor[]): Tensor[] {
  const norms = new Map<Tensor, Tensor>();
  for (const dtype of new Set(gradients.map((gradient) => gradient.dtype))) {
    const own = gradients.filter((gradient) => gradient.dtype === dtype);
    const found = foreachNorm(own, dtype === 'bfloat16' ? { dtype: 'float32' } : {});
    for (const [i, norm] of found.entries()) norms.set(own[i] as Tensor, norm);
  }
  return gradients.map((gradient) => norms.get(gradient) as Tensor);
}
