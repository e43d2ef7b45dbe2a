import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallModel } from '../../test/small-training.js';
import { buildModel } from '../models/build.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import {
  backward,
  clearGradients,
  gradients,
  noGrad,
  randint,
  randn,
  scope,
  seedEngine,
  setThreads,
  type Tensor,
} from '../tensor/index.js';
import type { EncodedDocument } from './encoded-document.js';
import { addGradients, summedLoss } from './loss.js';

const vocabularySize = 50_304;

/** Of different lengths: more targets than are held at once, and positions without a target. */
const documents = Array.from({ length: 50 }, (_, i): EncodedDocument => {
  const ids = Array.from({ length: 14 + (i % 5) }, (_, k) => (i * 7919 + k * 104_729) % 50_000);
  return { read: null, ids, realTokens: ids.length, targets: ids.length - 1 };
});
const targets = documents.reduce((sum, document) => sum + document.targets, 0);

let model: AnyLanguageModel;
beforeAll(() => {
  setThreads(1);
  model = buildModel(
    { ...smallModel(1, 16), tieEmbeddings: false },
    { vocabularySize, seed: 3, device: 'cpu' },
  );
});
afterAll(() => model.dispose());

/** The mean loss and its gradients document by document, which never comes to pieces. */
function oneByOne(): { loss: number; gradients: Tensor[] } {
  const parameters = model.parameters();
  let loss = 0;
  for (const document of documents)
    loss += scope(() => {
      const mean = summedLoss(model, [document]).div(targets);
      backward(mean);
      return mean.item();
    });
  const summed = gradients(parameters).map((gradient) => (gradient as Tensor).clone());
  clearGradients(parameters);
  return { loss, gradients: summed };
}

describe('the loss in pieces', () => {
  it('is the loss of the whole, with its gradients', () =>
    scope(() => {
      const parameters = model.parameters();
      const wanted = oneByOne();
      const loss = addGradients(model, documents, { precision: 'float32', divisor: targets });
      expect(loss.item() / wanted.loss - 1).toBeCloseTo(0, 6);
      expect(noGrad(() => summedLoss(model, documents).item()) / targets).toBeCloseTo(
        wanted.loss,
        5,
      );
      for (const [i, gradient] of gradients(parameters).entries()) {
        const expected = wanted.gradients[i] as Tensor;
        // Sums of float32 in another order, and an exponential within 2e-7.
        const difference = (gradient as Tensor).sub(expected).vectorNorm().item();
        expect(difference / expected.vectorNorm().item(), `parameter ${i}`).toBeLessThan(2e-6);
      }
      clearGradients(parameters);
    }));

  it('trains the head alone where all that comes before it is frozen', () =>
    scope(() => {
      const gradientsOf = (): (Tensor | null)[] => {
        addGradients(model, documents, { precision: 'float32', divisor: targets });
        return gradients(model.parameters()).map((gradient) => gradient?.clone() ?? null);
      };
      const all = gradientsOf();
      clearGradients(model.parameters());
      const head = model.parameters().length - 1;
      const body = model.parameters().slice(0, head);
      for (const parameter of body) parameter.requireGrad(false);
      const found = gradientsOf();
      for (const parameter of body) parameter.requireGrad();
      clearGradients(model.parameters());
      expect(found.map((gradient) => gradient !== null)).toEqual(all.map((_, i) => i === head));
      expect(found[head]?.equal(all[head] as Tensor)).toBe(true);
    }));

  it('is near it in bfloat16', () =>
    scope(() => {
      const parameters = model.parameters();
      const wanted = oneByOne();
      const loss = addGradients(model, documents, { precision: 'bfloat16', divisor: targets });
      expect(loss.item()).toBeCloseTo(wanted.loss, 3);
      for (const [i, gradient] of gradients(parameters).entries()) {
        const expected = wanted.gradients[i] as Tensor;
        const difference = (gradient as Tensor).sub(expected).vectorNorm().item();
        // 8 bits of a number are kept: each product's error is up to 2^-8.
        expect(difference / expected.vectorNorm().item(), `parameter ${i}`).toBeLessThan(0.02);
      }
      clearGradients(parameters);
    }));
});

describe('the loss of a document with all targets beside others with few', () => {
  it('is that of each alone', () =>
    scope(() => {
      const ofOneLength = documents.filter(({ ids }) => ids.length === 18).slice(0, 3);
      const batch = ofOneLength.map((document, i) => {
        return i === 0 ? document : { ...document, targets: 1 + i };
      });
      const lossOf = (some: readonly EncodedDocument[]): number =>
        noGrad(() => summedLoss(model, some).item());
      const alone = batch.reduce((sum, document) => sum + lossOf([document]), 0);
      expect(lossOf(batch) / alone).toBeCloseTo(1, 6);
    }));
});

describe('the cross-entropy with its gradient', () => {
  const rows = 30;
  const logits = (): Tensor => randn([rows, vocabularySize], { dtype: 'float64' }).mul(5);

  it.each(['float32', 'bfloat16'] as const)('is libtorch’s in float64, from %s', (dtype) =>
    scope(() => {
      seedEngine(5);
      const given = logits().to({ dtype });
      const wanted = randint(0, vocabularySize, [rows]).to({ dtype: 'int64' });
      const exact = given.to({ dtype: 'float64' }).requireGrad();
      const loss = exact.crossEntropyLoss(wanted, { reduction: 2 });
      backward(loss.mul(0.5));
      const computed = given.crossEntropyWithGradient(wanted, 0.5);
      // A lane of 8 adds up 128 numbers of a block in float32, each sum rounded by 2^-24 at most,
      // which is a row's error in the logarithm; then the loss itself is rounded to float32.
      const bound = rows * 128 * 2 ** -24 + loss.item() * 2 ** -24;
      expect(Math.abs(computed.loss.item() - loss.item())).toBeLessThan(bound);
      const gradient = exact.grad as Tensor;
      const difference = computed.gradient.to({ dtype: 'float64' }).sub(gradient).abs();
      // The exponential is within 2e-7 and its sum within a few more; bfloat16 rounds to 2^-9.
      const tolerance = dtype === 'float32' ? 5e-6 : 2 ** -8;
      expect(difference.div(gradient.abs()).max().item()).toBeLessThan(tolerance);
    }),
  );

  it('of logits that are not finite is not finite', () =>
    scope(() => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const given = randn([2, 40]);
        given.select(0, 1).select(0, 7).fill_(value);
        const { loss } = given.crossEntropyWithGradient(
          randint(0, 40, [2]).to({ dtype: 'int64' }),
          1,
        );
        expect(loss.item()).toBeNaN();
      }
    }));

  it('refuses a target that is not one of the vocabulary', () =>
    scope(() => {
      const wanted = randint(40, 41, [2]).to({ dtype: 'int64' });
      expect(() => randn([2, 40]).crossEntropyWithGradient(wanted, 1)).toThrow(
        'target 40 is not one of 40',
      );
    }));
});
