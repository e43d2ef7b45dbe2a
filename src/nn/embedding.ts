import { Parameter, type Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

/** Looks up rows of `weight` [entries, width]; they begin as zeros. */
export class Embedding extends Layer {
  readonly weight: Parameter;
  readonly bias = null;

  constructor(
    readonly entries: number,
    width: number,
  ) {
    super();
    this.weight = Parameter.filled([entries, width], 0);
  }

  /** Whole numbers `ids` [...] -> [..., width]. */
  compute(ids: Tensor, weight: Tensor): Tensor {
    return weight.embedding(ids);
  }
}
