import { native } from './native.js';
import { Tensor } from './tensor.js';

const idsOf = (tensors: readonly Tensor[]): number[] => tensors.map(({ id }) => id);

const tensorOf = (id: number | null): Tensor | null => (id === null ? null : new Tensor(id));

/** Runs `body` without recording what backward would need. */
export function noGrad<T>(body: () => T): T {
  const before = native.setGradientMode(false);
  try {
    return body();
  } finally {
    native.setGradientMode(before);
  }
}

/**
 * Adds the gradient of `output` to every leaf that requires one.
 *
 * @param options.gradient what each element of `output` counts, of its shape and type; default 1,
 *   for an output of one element only
 * @param options.keepGraph allows a second backward through the same graph; default false
 * @param options.asCast whether a float32 leaf that the graph uses through one cast to bfloat16 only,
 *   as `autocast` has it, may be left with a gradient of bfloat16: the first one, of the values that a
 *   cast back would have; default false
 */
export function backward(
  output: Tensor,
  {
    gradient,
    keepGraph = false,
    asCast = false,
  }: { gradient?: Tensor; keepGraph?: boolean; asCast?: boolean } = {},
): void {
  native.backward(output.id, keepGraph, gradient?.id ?? null, asCast);
}

/**
 * Gradients of the sum of `outputs` with respect to `inputs`, without touching the leaves' own;
 * null for an input that `outputs` do not depend on.
 *
 * @param options.outputGradients weights of the outputs' elements; default ones (scalars only)
 * @param options.keepGraph allows another pass through the same graph; default false
 * @param options.createGraph makes the results differentiable; default false
 */
export function grad(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  {
    outputGradients,
    keepGraph = false,
    createGraph = false,
  }: { outputGradients?: readonly Tensor[]; keepGraph?: boolean; createGraph?: boolean } = {},
): (Tensor | null)[] {
  const weights = outputGradients ? idsOf(outputGradients) : null;
  return native.grad(idsOf(outputs), idsOf(inputs), weights, keepGraph, createGraph).map(tensorOf);
}

/** The summed gradients of `leaves`, some of bfloat16 after `asCast`; null where there is none yet. */
export function gradients(leaves: readonly Tensor[]): (Tensor | null)[] {
  return native.gradients(idsOf(leaves)).map(tensorOf);
}

/** Drops the summed gradients of `leaves`. */
export function clearGradients(leaves: readonly Tensor[]): void {
  native.clearGradients(idsOf(leaves));
}
