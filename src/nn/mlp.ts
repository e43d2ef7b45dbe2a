import type { Tensor } from '../tensor/index.js';
import { Linear } from './linear.js';
import { Module } from './module.js';

/** The function between the two layers of an MLP, number by number. */
export type Activation = (x: Tensor) => Tensor;

/** GELU (Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415), exact. */
export const gelu: Activation = (x) => x.gelu();

/** GELU's approximation by tanh, `gelu_new` of transformers. */
export const geluTanh: Activation = (x) => x.gelu({ approximate: 'tanh' });

/** The MLP `down(activation(up(x)))`. */
export class Mlp extends Module {
  readonly up: Linear;
  readonly down: Linear;
  readonly #activation: Activation;

  constructor(width: number, hidden: number, activation: Activation) {
    super();
    this.up = new Linear(width, hidden);
    this.down = new Linear(hidden, width);
    this.#activation = activation;
  }

  /** `x` [..., width] -> the same shape. */
  forward(x: Tensor): Tensor {
    return this.down.forward(this.#activation(this.up.forward(x)));
  }
}
