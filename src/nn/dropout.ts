import type { Tensor } from '../tensor/index.js';

/**
 * `x` with a `share` of its numbers set to zero and the others divided by `1 - share`; `x` itself
 * where dropout is not `active`. Draws from libtorch's generator.
 */
export function dropout(x: Tensor, share: number, active: boolean): Tensor {
  return active && share > 0 ? x.dropout(share, true) : x;
}
