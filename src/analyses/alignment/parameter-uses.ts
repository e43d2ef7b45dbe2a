// What a forward pass does with parameters.
// Shapes: B documents, ... whatever lies between, such as tokens and heads.
import { Embedding, type Layer, LayerNorm, Linear, RmsNorm, TiedHead } from '../../nn/index.js';
import type { Parameter, Tensor } from '../../tensor/index.js';

/** A product with a weight. */
export interface LinearUse {
  readonly kind: 'linear';
  readonly weight: Parameter; // [out, in], or of a tied head [entries, in], the first out of them
  readonly bias: Parameter | null; // [out]
  /** Detached. */
  readonly input: Tensor; // [B, ..., in]
  readonly output: Tensor; // [B, ..., out]
}

/** A look-up in a table. */
export interface LookupUse {
  readonly kind: 'lookup';
  readonly weight: Parameter; // [entries, width]
  readonly ids: Tensor; // [B, ...]
  readonly output: Tensor; // [B, ..., width]
}

/** A norm that scales, and may shift, what it has normalised. */
export interface NormUse {
  readonly kind: 'norm';
  readonly weight: Parameter; // [width]
  readonly bias: Parameter | null; // [width]
  /** Computes the norm once more without weight and bias [B, ..., width]; detached. */
  readonly normalized: () => Tensor;
  readonly output: Tensor; // [B, ..., width]
}

/** One use of a parameter, or of a weight and its bias. */
export type ParameterUse = LinearUse | LookupUse | NormUse;

/**
 * Computes what layers compute, and notes what went in and what came out. Their parameters are cut
 * off from the graph, so that a gradient that still reaches one shows a use that was not seen: by a
 * layer of another kind, or by none.
 */
export class ParameterUses {
  readonly seen: ParameterUse[] = [];

  /** For a pass over so many documents B, the first dimension of all that it computes. */
  constructor(readonly documents: number) {}

  /** The hook that sees the layers of a model. */
  readonly hook = (layer: Layer, input: Tensor): Tensor => {
    if (layer instanceof Embedding) return this.#lookUp(layer, input);
    if (layer instanceof Linear || layer instanceof TiedHead) return this.#multiply(layer, input);
    if (layer instanceof LayerNorm || layer instanceof RmsNorm)
      return this.#normalize(layer, input);
    return layer.compute(input, layer.weight, layer.bias);
  };

  #multiply(layer: Linear | TiedHead, x: Tensor): Tensor {
    const { weight, bias } = layer;
    const output = cutOff(layer, x);
    const input = this.#byDocument(x.detach());
    this.seen.push({ kind: 'linear', weight, bias, input, output });
    return output;
  }

  /** One row of `ids` stands for all documents. */
  #lookUp(layer: Embedding, ids: Tensor): Tensor {
    const [rows, ...rest] = ids.shape;
    const each = rows === 1 ? ids.expand([this.documents, ...rest]) : ids;
    const output = cutOff(layer, each);
    const { weight } = layer;
    this.seen.push({ kind: 'lookup', weight, ids: this.#byDocument(each), output });
    return output;
  }

  #normalize(layer: LayerNorm | RmsNorm, x: Tensor): Tensor {
    const { weight, bias } = layer;
    const output = cutOff(layer, x);
    const input = this.#byDocument(x.detach());
    const normalized = (): Tensor => layer.normalize(input);
    this.seen.push({ kind: 'norm', weight, bias, normalized, output });
    return output;
  }

  #byDocument(x: Tensor): Tensor {
    const [rows] = x.shape;
    if (rows === this.documents) return x;
    throw new Error(
      `gradients by document need tensors whose first dimension is the ${this.documents} ` +
        `documents, given one of shape [${x.shape.join(', ')}]`,
    );
  }
}

/** The output of `layer`, of which the gradient can be asked for, and not of its parameters. */
function cutOff(layer: Layer, input: Tensor): Tensor {
  const output = layer.compute(input, layer.weight.detach(), layer.bias?.detach() ?? null);
  return output.requiresGrad ? output : output.requireGrad();
}
