import { describe, expect, it } from 'vitest';
import { smallModel } from '../../test/small-training.js';
import { buildModel } from '../models/build.js';
import { clearGradients, scope, type Tensor } from '../tensor/index.js';
import { type Batch, batchByLength, packedBatches } from './batches.js';
import type { EncodedDocument } from './encoded-document.js';
import { addGradients } from './loss.js';
import { passesOf } from './passes.js';

/** A document of `length` tokens, of which the last `targets` bear loss. */
function document(length: number, targets = length - 1): EncodedDocument {
  const ids = Array.from({ length }, (_, k) => (length * 7 + k * 11) % 100);
  return { read: null, ids, realTokens: length - 1, targets };
}

const options = { vocabularySize: 100, seed: 1, device: 'cpu' };
const lengths = [5, 19, 2, 33, 8, 12, 21, 3];
const documents = lengths.map((length) => document(length));

describe('the passes of a step', () => {
  it('are by like length for a model that the caches hold, and packed for a larger one', () => {
    const small = buildModel(smallModel(1, 16), options);
    expect(passesOf(small, documents, 8)).toEqual(batchByLength(documents, 8));
    small.dispose();
    const large = buildModel(smallModel(1, 16), { ...options, vocabularySize: 2 ** 23 / 16 });
    expect(passesOf(large, documents, 8)).toEqual([{ packed: documents }]);
    // Of one length there is nothing to pack, and padding that bears loss is told apart by a mask.
    const even = [document(9), document(9)];
    expect(passesOf(large, even, 8)).toEqual([even]);
    const padded = [{ ...document(9), realTokens: 4 }, document(12)];
    expect(passesOf(large, padded, 8)).toEqual(batchByLength(padded, 8));
    large.dispose();
  });

  it('have all documents once, no more than are wanted, and about as many tokens', () => {
    for (const [most, tokens, count] of [
      [8, 1024, 1],
      [3, 1024, 3],
      [8, 50, 2],
      [8, 1, 8],
    ] as const) {
      const batches = packedBatches(documents, most, tokens);
      expect(batches).toHaveLength(count);
      expect(batches.flatMap(({ packed }) => packed)).toEqual(documents);
      for (const { packed } of batches) expect(packed.length).toBeLessThanOrEqual(most);
    }
  });

  it.each([false, true])(
    'packed add the gradients of padded ones; answers alone: %s',
    (answers) => {
      const model = buildModel(smallModel(2, 16), options);
      const taken = lengths.map((length) => document(length, answers ? 1 : length - 1));
      const divisor = taken.reduce((sum, { targets }) => sum + targets, 0);
      const gradientsOf = (batch: Batch | { readonly packed: Batch }): [number, Tensor[]] => {
        const loss = addGradients(model, batch, { precision: 'float32', divisor }).item();
        const made = model.parameters().map(({ grad }) => (grad as Tensor).clone());
        clearGradients(model.parameters());
        return [loss, made];
      };
      scope(() => {
        const [packedLoss, packed] = gradientsOf({ packed: taken });
        const [loss, padded] = gradientsOf(taken);
        expect(packedLoss).toBeCloseTo(loss, 5);
        for (const [i, gradient] of packed.entries()) {
          const other = padded[i] as Tensor;
          // Sums in another order.
          const scale = Math.max(1e-3, other.abs().max().item());
          expect(gradient.sub(other).abs().max().item() / scale).toBeLessThan(1e-5);
        }
      });
      model.dispose();
    },
  );
});
