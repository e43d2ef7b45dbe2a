// Against gradients of one document at a time, each from a backward pass of the training loss.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { causalCases, fixture, t5Cases } from '../../../test/golden-model.js';
import { loadPretrained } from '../../checkpoints/checkpoint.js';
import { gptNeoX } from '../../experiment/models/gpt-neox.js';
import { modelOptions } from '../../experiment/models/kinds.js';
import { buildModel, type RandomModelOptions } from '../../models/build.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import type { Gpt2 } from '../../models/gpt2.js';
import { GlobalResponseNorm } from '../../nn/index.js';
import {
  backward,
  cat,
  clearGradients,
  gradients,
  liveTensors,
  scope,
  setThreads,
  type Tensor,
  zeros,
} from '../../tensor/index.js';
import { native } from '../../tensor/native.js';
import type { EncodedDocument, EncodedText } from '../../training/encoded-document.js';
import { summedLoss } from '../../training/loss.js';
import { documentLosses } from './document-losses.js';
import { innerProducts, squaredNorms } from './gradient-products.js';
import {
  bytesOf,
  type PerDocumentGradients,
  perDocumentGradients,
} from './per-document-gradients.js';

beforeAll(() => setThreads(1));

/** Tokens below `vocabulary`, with repetitions within and between texts. */
const text = (i: number, length: number, vocabulary: number): number[] =>
  Array.from({ length }, (_, k) => 1 + ((i * 5 + k * k * 3) % Math.min(vocabulary - 1, 23)));

const whole = (ids: readonly number[]): EncodedText => ({ ids, realTokens: ids.length });

/** As mode 'fast' has documents: of many lengths, loss on all tokens or on the last. */
function fastDocuments(model: AnyLanguageModel): EncodedDocument[] {
  return Array.from({ length: 6 }, (_, i) => {
    const written = whole(text(i, 4 + ((3 * i) % 7), model.vocabularySize));
    const isCausal = model.architecture === 'causal';
    const targets = isCausal ? (i % 2 === 0 ? written.ids.length - 1 : 2) : written.ids.length;
    const read = isCausal ? null : whole(text(i + 7, 3 + ((2 * i) % 5), model.vocabularySize));
    return { read, ...written, targets };
  });
}

/** As mode 'faithful' has them: padded to one length, with loss on the padding. */
function faithfulDocuments(model: AnyLanguageModel): EncodedDocument[] {
  const padded = ({ ids, realTokens }: EncodedText, length: number): EncodedText => {
    return { ids: [...ids, ...new Array<number>(length - ids.length).fill(0)], realTokens };
  };
  return fastDocuments(model).map(({ read, ...written }) => {
    const isCausal = model.architecture === 'causal';
    const shown = padded(written, 12);
    return { read: read && padded(read, 9), ...shown, targets: isCausal ? 11 : 12 };
  });
}

/** All inner products, document by document: [B, B] as rows of numbers, summed in float64. */
function oneByOne(model: AnyLanguageModel, documents: readonly EncodedDocument[]): number[][] {
  const parameters = model.parameters();
  return scope(() => {
    const flat = documents.map((document) => {
      backward(summedLoss(model, [document]).div(document.targets));
      const own = gradients(parameters).map((gradient, i) => {
        const { shape } = parameters[i] as Tensor;
        return (gradient ?? zeros(shape)).to({ dtype: 'float64' }).flatten();
      });
      clearGradients(parameters);
      return cat(own);
    });
    return flat.map((a) => flat.map((b) => a.mul(b).sum().item()));
  });
}

/** The largest error of a cosine, of inner products `got` where `wanted` are right. */
function cosineError(got: readonly number[], wanted: readonly number[][]): number {
  const norms = wanted.map((row, i) => Math.sqrt(row[i] as number));
  const errors = wanted.flatMap((row, i) =>
    row.map((one, j) => {
      const both = (norms[i] as number) * (norms[j] as number);
      return Math.abs((got[i * wanted.length + j] as number) - one) / both;
    }),
  );
  return Math.max(...errors);
}

const cases = [...causalCases, ...t5Cases];

describe.each(cases)('%s', (name) => {
  const model = loadPretrained(fixture(name));
  afterAll(() => model.dispose());

  it.each([
    ['fast', fastDocuments],
    ['faithful', faithfulDocuments],
  ] as const)('has the gradients of single documents in mode %s', (_mode, documentsOf) => {
    const documents = documentsOf(model);
    const wanted = oneByOne(model, documents);
    const before = liveTensors();
    scope(() => {
      const all = perDocumentGradients(model, documents);
      const got = innerProducts(all, all).toArray();
      const error = cosineError(got, wanted);
      // Sums of float32 in another order; in float64 they agree to 1e-13, below.
      expect(error).toBeLessThan(2e-6);
      const norms = squaredNorms(all);
      for (const [i, one] of norms.entries())
        expect(one / (wanted[i]?.[i] as number)).toBeCloseTo(1, 5);
    });
    expect(liveTensors()).toBe(before);
    expect(gradients(model.parameters()).every((gradient) => gradient === null)).toBe(true);
  });
});

describe('tokens that are only read', () => {
  const built = (tieEmbeddings: boolean): AnyLanguageModel => {
    const options = gptNeoX({
      layers: 2,
      width: 16,
      heads: 2,
      initializerRange: 0.2,
      tieEmbeddings,
      readOnlyTokens: { from: 15 },
    });
    return buildModel(modelOptions.parse(options) as RandomModelOptions, {
      vocabularySize: 40,
      seed: 3,
      device: 'cpu',
    });
  };

  it.each([
    ['the embedding itself', true],
    ['of fewer rows', false],
  ])('have their part in the gradients where the head is %s', (_head, tieEmbeddings) => {
    const model = built(tieEmbeddings);
    // The last tokens are written, those before them may be read only.
    const documents = fastDocuments(model).map((document): EncodedDocument => {
      const ids = document.ids.map((id, i) => {
        return i < document.ids.length - 2 ? id : 1 + (id % 14);
      });
      return { ...document, ids, targets: 2 };
    });
    expect(documents.flatMap(({ ids }) => ids.filter((id) => id >= 15))).not.toEqual([]);
    const wanted = oneByOne(model, documents);
    scope(() => {
      const all = perDocumentGradients(model, documents);
      expect(cosineError(innerProducts(all, all).toArray(), wanted)).toBeLessThan(2e-6);
    });
    model.dispose();
  });
});

describe('frozen parameters', () => {
  it.each([
    ['gpt2', /^embed|mlp/],
    ['llama_linear', /attention/],
    ['gpt2', /norm|bias/i],
  ])('of %s that match %s are left out', (name, pattern) => {
    const model = loadPretrained(fixture(name));
    model.freeze(pattern);
    const documents = fastDocuments(model);
    const wanted = oneByOne(model, documents);
    scope(() => {
      const all = perDocumentGradients(model, documents);
      expect(cosineError(innerProducts(all, all).toArray(), wanted)).toBeLessThan(2e-6);
    });
    model.dispose();
  });
});

describe.each(['gpt_neo_window', 'gpt2', 'gpt2_untied', 'gptj_wide'])('%s in float64', (name) => {
  const model = loadPretrained(fixture(name));
  for (const parameter of model.parameters())
    scope(() => native.setData(parameter.id, parameter.detach().to({ dtype: 'float64' }).id));
  afterAll(() => model.dispose());

  it('has the gradients of single documents to the last digits', () => {
    const documents = fastDocuments(model);
    const parameters = model.parameters();
    scope(() => {
      const all = perDocumentGradients(model, documents);
      const flat = documents.map((document) => {
        const { losses, weights } = documentLosses(model, [document]);
        backward(losses.mul(weights).sum());
        const own = gradients(parameters).map((gradient) => (gradient as Tensor).flatten());
        clearGradients(parameters);
        return cat(own);
      });
      const wanted = flat.map((a) => flat.map((b) => a.mul(b).sum().item()));
      expect(cosineError(innerProducts(all, all).toArray(), wanted)).toBeLessThan(1e-13);
    });
  });
});

describe('inner products', () => {
  const model = loadPretrained(fixture('gpt_neox_tied'));
  afterAll(() => model.dispose());

  it('within groups are those among all, of batches of different lengths', () =>
    scope(() => {
      const documents = fastDocuments(model);
      const short = documents.map(({ ids, ...rest }) => {
        return { ...rest, ids: ids.slice(0, 4), realTokens: 4, targets: 2 };
      });
      const [a, b] = [short.slice(0, 4), documents].map((batch) =>
        perDocumentGradients(model, batch),
      ) as [PerDocumentGradients, PerDocumentGradients];
      const every = innerProducts(a, b).toArray();
      const grouped = innerProducts(a, b, 2);
      expect(grouped.shape).toEqual([2, 2, 3]);
      const wanted = [0, 1].flatMap((group) =>
        [0, 1].flatMap((row) =>
          [0, 1, 2].map((column) => every[(2 * group + row) * 6 + 3 * group + column] as number),
        ),
      );
      for (const [i, one] of grouped.toArray().entries())
        expect(one / (wanted[i] as number)).toBeCloseTo(1, 5);
      expect(() => innerProducts(a, b, 3)).toThrow('4 and 6 documents');
    }));

  it('tell how much memory the factors take', () =>
    scope(() => {
      const [one, both] = [1, 2].map((count) =>
        bytesOf(
          perDocumentGradients(
            model,
            Array.from({ length: count }, () => fastDocuments(model)[0] as EncodedDocument),
          ),
        ),
      );
      expect(both).toBe(2 * (one as number));
    }));
});

describe('a parameter that is used in a way that is not known', () => {
  it('is named', () => {
    const model = loadPretrained(fixture('gpt2')) as Gpt2;
    const { weight } = model.norm;
    const plain = model.logits.bind(model);
    model.logits = (hidden) => plain(hidden.mul(weight));
    expect(() => scope(() => perDocumentGradients(model, fastDocuments(model)))).toThrow(
      /^norm\.weight is used in a way that gradients by document do not know/,
    );
    expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
    model.dispose();
  });

  it('is named where a layer of another kind uses it', () => {
    const model = loadPretrained(fixture('gpt2')) as Gpt2;
    const norm = new GlobalResponseNorm(model.config.width);
    const plain = model.logits.bind(model);
    const extended = Object.assign(model, { norm2: norm });
    model.logits = (hidden) => plain(norm.forward(hidden.unsqueeze(1)).squeeze(1));
    expect(() => scope(() => perDocumentGradients(extended, fastDocuments(model)))).toThrow(
      /^norm2\.weight is used in a way that gradients by document do not know/,
    );
    model.dispose();
  });

  it('is distinguished from tensors that are not by document', () => {
    const model = loadPretrained(fixture('gpt2')) as Gpt2;
    const plain = model.logits.bind(model);
    model.logits = (hidden) => plain(hidden.flatten({ endDim: 1 }));
    expect(() => scope(() => perDocumentGradients(model, fastDocuments(model)))).toThrow(
      'need tensors whose first dimension is the 6 documents',
    );
    model.dispose();
  });
});
