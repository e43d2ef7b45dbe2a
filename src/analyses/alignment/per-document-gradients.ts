// Gradients of each document's own mean loss, held as what they are products of (Goodfellow 2015,
// https://arxiv.org/abs/1510.01799): that of a weight is the sum over tokens of output gradient times
// input, that of a table the sum over tokens of gradients in the rows looked up.
// Shapes: B documents, T tokens (of all uses of a weight), W numbers of all vectors.
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { withForwardHook } from '../../nn/index.js';
import {
  arange,
  bytesPerElement,
  cat,
  grad,
  noGrad,
  numel,
  type Parameter,
  scope,
  type Tensor,
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
  /** Rows of the table. */
  readonly entries: number;
  readonly ids: Tensor; // [B, T]
  readonly gradients: Tensor; // [B, T, width]
}

/**
 * Per document the gradient of a matrix; a tied embedding is used in both ways. The `out` of its
 * products may be fewer than its entries, the first of them.
 */
export interface MatrixGradient {
  readonly linear: LinearGradient | null;
  readonly lookup: LookupGradient | null;
}

/** The gradient of each document of a batch with respect to the parameters that are trained. */
export interface PerDocumentGradients {
  readonly documents: number;
  /** In the order of the model's parameters; none is frozen. */
  readonly matrices: readonly MatrixGradient[];
  /** Biases and the weights of norms, side by side [B, W]. */
  readonly vectors: Tensor;
}

/**
 * The gradients of all documents in one pass forward and one back, each of the mean loss of the
 * document's own tokens, in float32 and without dropout. Neither the parameters' gradients nor any
 * generator is touched. Throws an Error that names a parameter which the model uses otherwise than
 * through linear layers, embeddings and norms.
 */
export function perDocumentGradients(model: AnyLanguageModel, batch: Batch): PerDocumentGradients {
  return scope(() => {
    const documents = batch.length;
    const uses = new ParameterUses(documents);
    const { losses, weights } = withForwardHook(model, uses.hook, () =>
      documentLosses(model, batch),
    );
    const outputs = uses.seen.map(({ output }) => output);
    const parameters = [...model.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad);
    const found = grad([losses], [...outputs, ...parameters.map(([, parameter]) => parameter)], {
      outputGradients: [weights],
    });
    const missed = parameters.find((_, i) => found[outputs.length + i] !== null);
    if (missed)
      throw new Error(
        `${missed[0]} is used in a way that gradients by document do not know: only linear layers, ` +
          'embeddings and norms are',
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
    (sum, { shape, dtype }) => sum + bytesPerElement(dtype) * numel(shape),
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
      append(this.#lookups, use.weight, folded({ entries, ids, gradients }));
      return;
    } else {
      const normalized = this.#byToken(use.normalized());
      append(this.#vectors, use.weight, gradients.mul(normalized).sumOver([1]));
    }
    if (use.bias) append(this.#vectors, use.bias, gradients.sumOver([1]));
  }

  /** All of it, in the order of `parameters`. */
  inOrder(parameters: readonly Parameter[]): PerDocumentGradients {
    const matrices = parameters.flatMap((parameter): MatrixGradient[] => {
      const linear = this.#linear.get(parameter);
      const lookup = this.#lookups.get(parameter);
      if (!linear && !lookup) return [];
      const [entries] = parameter.shape as [number];
      return [
        {
          linear: linear ? allLinear(linear) : null,
          lookup: lookup ? allLookups(entries, lookup) : null,
        },
      ];
    });
    const vectors = parameters.flatMap((parameter) => {
      const parts = this.#vectors.get(parameter) ?? [];
      return parts.length > 1 ? [parts.reduce((sum, part) => sum.add(part))] : parts;
    });
    const { documents } = this;
    const none = (): Tensor => zeros([documents, 0], { device: parameters[0]?.device ?? 'cpu' });
    return { documents, matrices, vectors: vectors.length > 0 ? cat(vectors, { dim: 1 }) : none() };
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

const allLookups = (entries: number, uses: readonly LookupGradient[]): LookupGradient => ({
  entries,
  ids: joined(uses.map(({ ids }) => ids)),
  gradients: joined(uses.map(({ gradients }) => gradients)),
});

/**
 * The same gradient with one token for each entry of the table, where there are more tokens than
 * that, as of all pairs of positions.
 */
function folded(gradient: LookupGradient): LookupGradient {
  const { entries, ids, gradients } = gradient;
  const [documents, tokens, width] = gradients.shape as [number, number, number];
  if (tokens <= entries) return gradient;
  const { device, dtype } = gradients;
  const count = (to: number): Tensor => arange(0, to, { dtype: 'int64', device });
  const starts = count(documents).mul(entries).unsqueeze(1);
  const summed = zeros([documents * entries, width], { device, dtype }).indexAdd_(
    0,
    ids.add(starts).flatten(),
    gradients.flatten({ endDim: 1 }),
  );
  return {
    entries,
    ids: count(entries).unsqueeze(0).expand([documents, entries]),
    gradients: summed.view([documents, entries, width]),
  };
}
