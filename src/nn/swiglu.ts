import type { Tensor } from '../tensor/index.js';
import { Linear } from './linear.js';
import { Module } from './module.js';

/**
 * The gated MLP `down(silu(gate(x)) * up(x))` (Shazeer 2020, https://arxiv.org/abs/2002.05202).
 */
export class SwiGlu extends Module {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;

  constructor(width: number, hidden: number, { bias = false } = {}) {
    super();
    this.gate = new Linear(width, hidden, { bias });
    this.up = new Linear(width, hidden, { bias });
    this.down = new Linear(hidden, width, { bias });
  }

  /** `x` [..., width] -> the same shape. */
  forward(x: Tensor): Tensor {
    return this.down.forward(this.gate.forward(x).silu().mul(this.up.forward(x)));
  }
}
