import { Parameter, type Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/** Looks up rows of `weight` [entries, width]; they begin as zeros. */
export class Embedding extends Module {
  readonly weight: Parameter;

  constructor(entries: number, width: number) {
    super();
    this.weight = Parameter.filled([entries, width], 0);
  }

  /** Whole numbers `ids` [...] -> [..., width]. */
  forward(ids: Tensor): Tensor {
    return this.weight.embedding(ids);
  }
}
