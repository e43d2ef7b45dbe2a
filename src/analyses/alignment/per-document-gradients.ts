// Gradients of each document's own mean loss, held as what they are products of (Goodfellow 2015,
// https://arxiv.org/abs/1510.01799): that of a weight is the sum over tokens of output gradient times
// input, that of a table the sum over tokens of gradients in the rows looked up.
// Shapes: B documents, T tokens (of all uses of a weight), W numbers of all vectors.
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import {
  arange,
  bytesPerElement,
  cat,
  grad,
  noGrad,
  type Parameter,
  scope,
  type Tensor,
  withParameterOperators,
  zeros,
} from '../../tensor/index.js';
import type { Batch } from '../../training/batches.js';
import { documentLosses } from './document-losses.js';
import { type ParameterUse, ParameterUses } from './parameter-uses.js';

/** Per document the gradient of a weight: the sum over tokens of `gradients` times `inputs`. */
export interface LinearGradient {
  readonly inputs: Tensor; // [B, T, in]
  readonly gradients: Tensor; // [B, T, out]
}

/** Per document the gradient of a table: `gradients` added up in the rows `ids`. */
export interface LookupGradient {
  readonly ids: Tensor; // [B, T]
  readonly gradients: Tensor; // [B, T, width]
}

/** Per document the gradient of a matrix; a tied embedding is used in both ways. */
export interface MatrixGradient {
  readonly linear: LinearGradient | null;
  readonly lookup: LookupGradient | null;
}

/** The gradient of each document of a batch with respect to all parameters. */
export interface PerDocumentGradients {
  readonly documents: number;
  /** In the order of the model's parameters. */
  readonly matrices: readonly MatrixGradient[];
  /** Biases and the weights of norms, side by side [B, W]. */
  readonly vectors: Tensor;
}

/**
 * The gradients of all documents in one pass forward and one back, each of the mean loss of the
 * document's own tokens, in float32 and without dropout. Neither the parameters' gradients nor any
 * generator is touched. Throws an Error that names a parameter which the model uses otherwise than
 * in `ParameterOperators`.
 */
export function perDocumentGradients(model: AnyLanguageModel, batch: Batch): PerDocumentGradients {
  return scope(() => {
    const documents = batch.length;
    const uses = new ParameterUses(documents);
    const { losses, weights } = withParameterOperators(uses, () => documentLosses(model, batch));
    const outputs = uses.seen.map(({ output }) => output);
    const parameters = [...model.namedParameters()];
    const found = grad([losses], [...outputs, ...parameters.map(([, parameter]) => parameter)], {
      outputGradients: [weights],
    });
    const missed = parameters.find((_, i) => found[outputs.length + i] !== null);
    if (missed)
      throw new Error(
        `${missed[0]} is used in a way that gradients by document do not know: only products, ` +
          'look-ups and norms with a whole parameter are',
      );
    return noGrad(() => {
      const gathered = new Gathered(documents);
      for (const [i, use] of uses.seen.entries())
        gathered.add(use, found[i] ?? use.output.zerosLike());
      return gathered.inOrder(parameters.map(([, parameter]) => parameter));
    });
  });
}

/** Bytes that gradients take. */
export function bytesOf({ matrices, vectors }: PerDocumentGradients): number {
  const parts = matrices.flatMap(({ linear, lookup }) => [
    ...(linear ? [linear.inputs, linear.gradients] : []),
    ...(lookup ? [lookup.ids, lookup.gradients] : []),
  ]);
  return [...parts, vectors].reduce(
    (sum, { shape, dtype }) => sum + bytesPerElement(dtype) * shape.reduce((a, b) => a * b, 1),
    0,
  );
}

/** What the uses of each parameter add to its gradient. */
class Gathered {
  readonly #linear = new Map<Parameter, LinearGradient[]>();
  readonly #lookups = new Map<Parameter, LookupGradient[]>();
  readonly #vectors = new Map<Parameter, Tensor[]>();

  constructor(readonly documents: number) {}

  /** `gradient` is that of the use's output. */
  add(use: ParameterUse, gradient: Tensor): void {
    const gradients = this.#byToken(gradient);
    if (use.kind === 'linear')
      append(this.#linear, use.weight, { inputs: this.#byToken(use.input), gradients });
    else if (use.kind === 'lookup') {
      const ids = use.ids.reshape([this.documents, -1]);
      const [entries] = use.weight.shape as [number];
      append(this.#lookups, use.weight, folded({ ids, gradients }, entries));
      return;
    } else {
      const even = this.#byToken(use.even());
      append(this.#vectors, use.weight, gradients.mul(even).sumOver([1]));
    }
    if (use.bias) append(this.#vectors, use.bias, gradients.sumOver([1]));
  }

  /** All of it, in the order of `parameters`. */
  inOrder(parameters: readonly Parameter[]): PerDocumentGradients {
    const matrices = parameters.flatMap((parameter): MatrixGradient[] => {
      const linear = this.#linear.get(parameter);
      const lookup = this.#lookups.get(parameter);
      if (!linear && !lookup) return [];
      return [
        { linear: linear ? allLinear(linear) : null, lookup: lookup ? allLookups(lookup) : null },
      ];
    });
    const vectors = parameters.flatMap((parameter) => {
      const parts = this.#vectors.get(parameter) ?? [];
      return parts.length > 1 ? [parts.reduce((sum, part) => sum.add(part))] : parts;
    });
    return { documents: this.documents, matrices, vectors: cat(vectors, { dim: 1 }) };
  }

  /** `x` [B, ..., width] -> [B, T, width]. */
  #byToken(x: Tensor): Tensor {
    return x.reshape([this.documents, -1, x.shape.at(-1) as number]);
  }
}

function append<T>(lists: Map<Parameter, T[]>, parameter: Parameter, item: T): void {
  const list = lists.get(parameter);
  if (list) list.push(item);
  else lists.set(parameter, [item]);
}

/** The tokens of all uses of a parameter one after the other. */
const joined = (parts: readonly Tensor[]): Tensor => {
  const [first] = parts;
  return first && parts.length === 1 ? first : cat(parts, { dim: 1 });
};

const allLinear = (uses: readonly LinearGradient[]): LinearGradient => ({
  inputs: joined(uses.map(({ inputs }) => inputs)),
  gradients: joined(uses.map(({ gradients }) => gradients)),
});

const allLookups = (uses: readonly LookupGradient[]): LookupGradient => ({
  ids: joined(uses.map(({ ids }) => ids)),
  gradients: joined(uses.map(({ gradients }) => gradients)),
});

/**
 * The same gradient of a table of so many `entries` with one token an entry, where there are more
 * tokens than that, as of all pairs of places.
 */
function folded({ ids, gradients }: LookupGradient, entries: number): LookupGradient {
  const [documents, tokens, width] = gradients.shape as [number, number, number];
  if (tokens <= entries) return { ids, gradients };
  const { device, dtype } = gradients;
  const count = (to: number): Tensor => arange(0, to, { dtype: 'int64', device });
  const starts = count(documents).mul(entries).unsqueeze(1);
  const summed = zeros([documents * entries, width], { device, dtype }).indexAdd_(
    0,
    ids.add(starts).flatten(),
    gradients.flatten({ endDim: 1 }),
  );
  return {
    ids: count(entries).unsqueeze(0).expand([documents, entries]),
    gradients: summed.view([documents, entries, width]),
  };
}
