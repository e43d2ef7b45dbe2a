import { beforeAll, describe, expect, it } from 'vitest';
import { gptNeoX } from '../experiment/models/gpt-neox.js';
import { modelOptions } from '../experiment/models/kinds.js';
import { backward, noGrad, scope, setThreads, type Tensor, tensor } from '../tensor/index.js';
import { buildModel, type RandomModelOptions } from './build.js';
import type { GptNeoX } from './gpt-neox.js';

const vocabularySize = 400;
const from = 30;
const ids = () => tensor(Int32Array.of(1, 2, 3, 29), [1, 4]);

/** A model of two layers, with weights that are large enough to tell differences. */
function build(given: object): GptNeoX {
  const shape = { layers: 2, width: 16, heads: 2, initializerRange: 0.2, ...given };
  const options = modelOptions.parse(gptNeoX(shape)) as RandomModelOptions;
  return buildModel(options, { vocabularySize, seed: 3, device: 'cpu' }) as GptNeoX;
}

/** Logits of the ids [1, T, V], on the host. */
const logitsOf = (model: GptNeoX): Tensor => noGrad(() => model.forward(ids()));

beforeAll(() => setThreads(1));

describe('a model with tokens that are only read', () => {
  it('has the logits of the others, where the head is the embedding itself', () =>
    scope(() => {
      const [whole, reads] = [
        build({ tieEmbeddings: true }),
        build({ tieEmbeddings: true, readOnlyTokens: { from } }),
      ];
      expect([whole.writtenTokens, reads.writtenTokens]).toEqual([vocabularySize, from]);
      const logits = logitsOf(reads);
      expect(logits.shape).toEqual([1, 4, from]);
      const wanted = logitsOf(whole).slice({ dim: 2, end: from });
      expect(
        logits
          .sub(wanted)
          .abs()
          .amax({ dim: [0, 1, 2] })
          .item(),
      ).toBeLessThan(1e-6);
      whole.dispose();
      reads.dispose();
    }));

  it('learns their embeddings from what is read only', () =>
    scope(() => {
      const model = build({ tieEmbeddings: true, readOnlyTokens: { from } });
      const read = tensor(Int32Array.of(300, 2), [1, 2]);
      backward(model.forward(read).square().sum());
      const gradient = model.embed.weight.grad as Tensor;
      const sizes = gradient.abs().sumOver([1]).toArray();
      expect(sizes[300]).toBeGreaterThan(0);
      expect(sizes.slice(from).filter((size) => size > 0)).toHaveLength(1);
      expect(Math.min(...sizes.slice(0, from))).toBeGreaterThan(0);
      model.dispose();
    }));

  it('has an own head of fewer rows', () =>
    scope(() => {
      const model = build({ readOnlyTokens: { from } });
      expect(model.unembed?.weight.shape).toEqual([from, 16]);
      expect(model.vocabularySize).toBe(vocabularySize);
      expect(logitsOf(model).shape).toEqual([1, 4, from]);
      model.dispose();
    }));

  it('draws their embeddings with a deviation of their own, and all else as before', () =>
    scope(() => {
      const tied = { tieEmbeddings: true };
      const plain = build({ ...tied, readOnlyTokens: { from } });
      const model = build({ ...tied, readOnlyTokens: { from, initializerRange: 0.01 } });
      const deviation = (start: number, end: number): number =>
        model.embed.weight.detach().slice({ dim: 0, start, end }).square().mean().sqrt().item();
      // 370 x 16 numbers: a relative standard error of 0.9 %.
      expect(Math.abs(deviation(from, vocabularySize) / 0.01 - 1)).toBeLessThan(0.05);
      expect(Math.abs(deviation(0, from) / 0.2 - 1)).toBeLessThan(0.2);
      const difference = logitsOf(model).sub(logitsOf(plain)).abs().sum().item();
      expect(difference).toBe(0);
      plain.dispose();
      model.dispose();
    }));

  it('refuses a first id behind all tokens', () => {
    expect(() => build({ readOnlyTokens: { from: 400 } })).toThrow(
      'model.readOnlyTokens.from: there are 400 tokens, with ids from 0, and none from 400 on',
    );
  });
});
