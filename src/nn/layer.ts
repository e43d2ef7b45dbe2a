import type { Parameter, Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/**
 * What takes the place of a layer's forward pass: given the layer and its input, it gives the
 * output. `layer.compute(input, layer.weight, layer.bias)` is what the layer itself would give.
 */
export type ForwardHook = (layer: Layer, input: Tensor) => Tensor;

/**
 * A module that computes an output from an input, a weight and perhaps a bias. Whoever wants to see
 * or change what it does attaches a hook (`withForwardHook`).
 */
export abstract class Layer extends Module {
  abstract readonly weight: Parameter;
  abstract readonly bias: Parameter | null;
  #hook: ForwardHook | null = null;

  /** The output for `input`: what `compute` gives, or the hook in its place. */
  forward(input: Tensor): Tensor {
    return this.#hook?.(this, input) ?? this.compute(input, this.weight, this.bias);
  }

  /** The output for `input` with `weight` and `bias`, which need not be the layer's own. */
  abstract compute(input: Tensor, weight: Tensor, bias: Tensor | null): Tensor;

  /** Attaches `hook` in place of the one before, which it returns; null detaches. */
  setForwardHook(hook: ForwardHook | null): ForwardHook | null {
    const before = this.#hook;
    this.#hook = hook;
    return before;
  }
}

/** Runs `body` with `hook` on every layer of `module`; afterwards all is as it was. */
export function withForwardHook<T>(module: Module, hook: ForwardHook, body: () => T): T {
  const layers = [...module.modules()].filter((one) => one instanceof Layer);
  const before = layers.map((layer) => layer.setForwardHook(hook));
  try {
    return body();
  } finally {
    for (const [i, layer] of layers.entries()) layer.setForwardHook(before[i] ?? null);
  }
}
