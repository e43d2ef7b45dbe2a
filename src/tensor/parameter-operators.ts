import type { Parameter, Tensor } from './tensor.js';

/**
 * What takes the place of the operators that are called with a parameter as their weight, so that
 * an analysis sees every use that a forward pass makes of parameters, whatever the architecture.
 */
export interface ParameterOperators {
  /** `x` [..., in], `weight` [out, in] and `bias` [out] -> [..., out]. */
  linear(x: Tensor, weight: Parameter, bias: Tensor | null): Tensor;
  /** `weight` [entries, width] and `ids` [...] -> [..., width]. */
  embedding(weight: Parameter, ids: Tensor): Tensor;
  /** `x` [..., width], `weight` and `bias` [width] -> the shape of `x`. */
  layerNorm(x: Tensor, weight: Parameter, options: NormOptions): Tensor;
  /** `x` [..., width] and `weight` [width] -> the shape of `x`. */
  rmsNorm(x: Tensor, weight: Parameter, options: NormOptions): Tensor;
}

/** What a norm is given besides its input and its weight. */
export interface NormOptions {
  readonly bias: Tensor | null;
  /** null: libtorch's own. */
  readonly eps: number | null;
}

/** What takes the operators' place at the moment; null: nothing. */
export let parameterOperators: ParameterOperators | null = null;

/** Runs `body` with `operators` in place of libtorch's wherever the weight is a `Parameter`. */
export function withParameterOperators<T>(operators: ParameterOperators, body: () => T): T {
  const before = parameterOperators;
  parameterOperators = operators;
  try {
    return body();
  } finally {
    parameterOperators = before;
  }
}
