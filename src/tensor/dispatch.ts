import { native } from './native.js';
import type { Tensor } from './tensor.js';

// This file lies below the generated operators and below Tensor, which extends them: importing
// either here for its value would close a cycle that fails at load.

/** Calls a prepared operator by its index; tensors are passed by number. */
export const call = native.call;

/** Looks up every operator of the generated table once. */
export const prepare = native.prepare;

/** Makes the Tensor for a number that an operator returned; set once by tensor.ts. */
export let wrap: (id: number) => Tensor = () => {
  throw new Error('tensor.ts has not been loaded');
};

/** Called by tensor.ts when its class exists. */
export function wrapWith(make: (id: number) => Tensor): void {
  wrap = make;
}

/** The numbers of a list of tensors; null and undefined stay missing. */
export function ids(
  tensors: readonly (Tensor | null)[] | null | undefined,
): (number | null)[] | undefined {
  return tensors?.map((tensor) => (tensor === null ? null : tensor.id));
}
