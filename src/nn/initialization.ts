import { noGrad } from '../tensor/index.js';
import { Embedding } from './embedding.js';
import { Linear } from './linear.js';
import { Module } from './module.js';

/**
 * Draws the weights of every linear layer and embedding in `module` from a normal distribution of
 * mean 0 and standard deviation `std`; biases stay 0 and norms 1. As transformers'
 * `_init_weights` for the GPT models. Draws from libtorch's generator (`seedEngine`).
 */
export function initializeNormal(module: Module, std: number): void {
  noGrad(() => {
    for (const part of parts(module))
      if (part instanceof Linear || part instanceof Embedding) part.weight.normal_({ std });
  });
}

function* parts(value: unknown): Generator<Module> {
  if (value instanceof Module) yield value;
  if (value instanceof Module || Array.isArray(value))
    for (const field of Object.values(value)) yield* parts(field);
}
