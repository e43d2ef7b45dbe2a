// What a forward pass does with parameters.
// Shapes: B documents, ... whatever lies between, such as tokens and heads.
import {
  type NormOptions,
  Parameter,
  type ParameterOperators,
  type Tensor,
} from '../../tensor/index.js';

/** A product with a weight. */
export interface LinearUse {
  readonly kind: 'linear';
  readonly weight: Parameter; // [out, in]
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

/** A norm that scales, and may shift, what it has made even. */
export interface NormUse {
  readonly kind: 'norm';
  readonly weight: Parameter; // [width]
  readonly bias: Parameter | null; // [width]
  /** Computes the norm once more without weight and bias [B, ..., width]; detached. */
  readonly even: () => Tensor;
  readonly output: Tensor; // [B, ..., width]
}

/** One use of a parameter, or of a weight and its bias. */
export type ParameterUse = LinearUse | LookupUse | NormUse;

/**
 * Computes what operators with parameters compute, and notes what went in and what came out. The
 * parameters themselves are cut off from the graph, so that a gradient that still reaches one shows
 * a use that was not seen.
 */
export class ParameterUses implements ParameterOperators {
  readonly seen: ParameterUse[] = [];

  /** For a pass over so many documents B, the first dimension of all that it computes. */
  constructor(readonly documents: number) {}

  linear(x: Tensor, weight: Parameter, bias: Tensor | null): Tensor {
    const output = followed(x.linear(weight.detach(), { bias: cutOff(bias) }));
    const use = { kind: 'linear', weight, bias: parameterOrNull(bias), output } as const;
    this.seen.push({ ...use, input: this.#byDocument(x.detach()) });
    return output;
  }

  /** One row of `ids` stands for all documents. */
  embedding(weight: Parameter, ids: Tensor): Tensor {
    const [rows, ...rest] = ids.shape;
    const each = rows === 1 ? ids.expand([this.documents, ...rest]) : ids;
    const output = followed(weight.detach().embedding(each));
    this.seen.push({ kind: 'lookup', weight, ids: this.#byDocument(each), output });
    return output;
  }

  layerNorm(x: Tensor, weight: Parameter, { bias, eps }: NormOptions): Tensor {
    const options = eps === null ? {} : { eps };
    const { shape } = weight;
    const input = this.#byDocument(x.detach());
    const output = followed(
      x.layerNorm(shape, { weight: weight.detach(), bias: cutOff(bias), ...options }),
    );
    const even = (): Tensor => input.layerNorm(shape, options);
    this.seen.push({ kind: 'norm', weight, bias: parameterOrNull(bias), even, output });
    return output;
  }

  rmsNorm(x: Tensor, weight: Parameter, { eps }: NormOptions): Tensor {
    const { shape } = weight;
    const input = this.#byDocument(x.detach());
    const output = followed(x.rmsNorm(shape, { weight: weight.detach(), eps }));
    const even = (): Tensor => input.rmsNorm(shape, { eps });
    this.seen.push({ kind: 'norm', weight, bias: null, even, output });
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

const parameterOrNull = (bias: Tensor | null): Parameter | null =>
  bias instanceof Parameter ? bias : null;

const cutOff = (bias: Tensor | null): Tensor | null => parameterOrNull(bias)?.detach() ?? bias;

/** `output`, of which the gradient can be asked for. */
const followed = (output: Tensor): Tensor => (output.requiresGrad ? output : output.requireGrad());
