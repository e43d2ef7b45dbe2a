import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../src/errors/user-error.js';
import { buildModel } from '../src/models/build.js';
import {
  clearGradients,
  limitMemory,
  liveTensors,
  peakMemory,
  releaseMemory,
  resetPeakMemory,
  scope,
  setThreads,
} from '../src/tensor/index.js';
import type { EncodedDocument } from '../src/training/encoded-document.js';
import { addGradients } from '../src/training/loss.js';
import type { MicroBatchOption } from '../src/training/micro-batch-size.js';
import { Trainer } from '../src/training/trainer.js';
import { documentBatch } from '../src/training/training-documents.js';
import { smallModel, smallRecipe } from './small-training.js';

const documents = Array.from({ length: 64 }, (_, i): EncodedDocument => {
  const ids = Array.from({ length: 65 }, (_, k) => (i * 7 + k * 11) % 100);
  return { read: null, ids, realTokens: ids.length, targets: ids.length - 1 };
});

interface Outcome {
  readonly loss: number;
  /** Examples of a micro-batch that a search found to fit; null where all did. */
  readonly fits: number | null;
  /** Tensors alive after the step that were not before it. */
  readonly kept: number;
  readonly message: string;
}

/** A step of all documents in which tensors may take `room` more bytes than before; null: any. */
function step(microBatch: MicroBatchOption, room: number | null): Outcome {
  setThreads(1);
  const model = buildModel(smallModel(2, 128), { vocabularySize: 100, seed: 1, device: 'cpu' });
  const data = {
    stepsPerEpoch: 1,
    nextBatch: () => documentBatch(model, documents, { precision: 'float32' }),
    state: () => ({ stepOfEpoch: 0, generators: {} }),
    restore() {},
  };
  const recipe = { ...smallRecipe, epochs: 1, learningRate: 1e-3 };
  const trainer = new Trainer({ model, data, recipe, seed: 0, microBatch });
  // The first pass of all makes tables that stay.
  scope(() => addGradients(model, documents.slice(0, 1), { precision: 'float32', divisor: 1 }));
  clearGradients(model.parameters());
  const before = liveTensors();
  releaseMemory('cpu');
  resetPeakMemory('cpu');
  if (room !== null) limitMemory(peakMemory('cpu') + room);
  try {
    const { loss } = trainer.step();
    const kept = liveTensors() - before;
    return { loss, fits: trainer.state().microBatch, kept, message: '' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const kept = liveTensors() - before;
    return { loss: Number.NaN, fits: null, kept, message: error.message };
  } finally {
    limitMemory(null);
    trainer.dispose();
    model.dispose();
  }
}

describe('a step that does not fit into memory', () => {
  const room = 60e6;
  afterEach(() => limitMemory(null));

  it('search: goes on with micro-batches that fit, and comes to the same loss', () => {
    const free = step(null, null);
    const limited = step('search', room);
    expect(free).toMatchObject({ fits: null, kept: 0 });
    expect(limited.fits ?? 64).toBeLessThan(64);
    expect(limited.kept).toBe(0);
    expect(limited.loss / free.loss).toBeCloseTo(1, 6);
  });

  it.each([null, 50])('microBatch %s: is an error that says what fits', (wanted) => {
    const { message, kept } = step(wanted, room);
    expect(message).toMatch(
      new RegExp(
        `^memory ran out with ${wanted ?? 64} examples in a micro-batch, but \\d+ fit: run the ` +
          'same command with --micro-batch \\d+,',
      ),
    );
    expect(kept).toBe(0);
  });

  it('of a single example is an error that says so', () => {
    expect(step(null, 1e6).message).toMatch(
      /^memory ran out with a single example in a micro-batch: the model, its gradients and/,
    );
  });
});
