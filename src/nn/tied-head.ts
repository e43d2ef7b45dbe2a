import type { Parameter, Tensor } from '../tensor/index.js';
import type { Embedding } from './embedding.js';
import { Layer } from './layer.js';

/** An output head that is a token embedding, or its first rows: `y = x Eᵀ`. */
export class TiedHead extends Layer {
  /** That of the embedding [entries, width]. */
  readonly weight: Parameter;
  readonly bias = null;

  /** @param outputs how many of the embedding's first rows have a logit; default all */
  constructor(
    embedding: Embedding,
    readonly outputs: number = embedding.entries,
  ) {
    super();
    if (outputs > embedding.entries)
      throw new RangeError(`${outputs} outputs of an embedding of ${embedding.entries} rows`);
    this.weight = embedding.weight;
  }

  /** `x` [..., width] -> [..., outputs]. */
  compute(x: Tensor, weight: Tensor): Tensor {
    const { outputs } = this;
    const [entries] = weight.shape as [number];
    return x.linear(outputs < entries ? weight.slice({ dim: 0, end: outputs }) : weight);
  }
}
