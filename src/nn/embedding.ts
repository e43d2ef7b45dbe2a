import { Parameter, type Tensor, zeros } from '../tensor/index.js';
import { Module } from './module.js';

/** Looks up rows of `weight` [entries, width]; they begin as zeros. */
export class Embedding extends Module {
  readonly weight: Parameter;

  constructor(entries: number, width: number) {
    super();
    this.weight = new Parameter(zeros([entries, width]));
  }

  /** Whole numbers `ids` [...] -> [..., width]. */
  forward(ids: Tensor): Tensor {
    return this.weight.embedding(ids);
  }
}
