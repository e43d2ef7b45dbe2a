import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/checkpoints/safetensors.js';
import { UserError } from '../../src/errors/user-error.js';
import { buildModel } from '../../src/models/build.js';
import { arange, peakMemory, resetPeakMemory, scope, setThreads } from '../../src/tensor/index.js';
import type { EncodedDocument } from '../../src/training/encoded-document.js';
import type { MicroBatchOption } from '../../src/training/micro-batch-size.js';
import { Trainer } from '../../src/training/trainer.js';
import type { TrainingBatch } from '../../src/training/training-data.js';
import { documentBatch } from '../../src/training/training-documents.js';
import { smallModel, smallRecipe } from '../small-training.js';
import { alive, device, expectAlive, fake } from './fake.js';

beforeAll(() => setThreads(1));
afterEach(() => fake.setLimit(4e9));

const documents = Array.from({ length: 64 }, (_, i): EncodedDocument => {
  const ids = Array.from({ length: 33 }, (_, k) => (i * 7 + k * 11) % 100);
  return { read: null, ids, realTokens: ids.length, targets: ids.length - 1 };
});

/**
 * A step of 64 documents with `room` more bytes than the model and the optimizer take; when the
 * gradients are there, `beforeUpdate` is called.
 */
function step(microBatch: MicroBatchOption, room: number, beforeUpdate: () => void = () => {}) {
  const before = alive();
  const model = buildModel(smallModel(2, 32), { vocabularySize: 100, seed: 1, device });
  const recipe = { ...smallRecipe, epochs: 1, learningRate: 1e-3 };
  const data = {
    stepsPerEpoch: 1,
    nextBatch: (): TrainingBatch => {
      const batch = documentBatch(model, documents, { precision: 'float32' });
      const microBatches = (most: number) =>
        batch.microBatches(most).map((one) => ({
          addGradients: () => {
            const loss = one.addGradients();
            beforeUpdate();
            return loss;
          },
        }));
      return { examples: batch.examples, targets: batch.targets, microBatches };
    },
    state: () => ({ stepOfEpoch: 0, generators: {} }),
    restore() {},
  };
  const trainer = new Trainer({ model, data, recipe, seed: 0, microBatch });
  const held = fake.liveBytes();
  fake.setLimit(held + room);
  resetPeakMemory(device);
  try {
    const { loss } = trainer.step();
    return { loss, fits: trainer.state().microBatch, peak: peakMemory(device) - held };
  } finally {
    for (const one of [trainer, model]) one.dispose();
    expectAlive(before);
  }
}

describe('a step that does not fit into the memory of a device', () => {
  const { loss, peak } = step(null, 4e9);

  it('search: goes on with micro-batches that fit, and comes to the same loss', () => {
    const limited = step('search', peak / 3);
    expect(limited.fits).toBeGreaterThan(0);
    expect(limited.fits).toBeLessThan(64);
    expect(limited.peak).toBeLessThanOrEqual(peak / 3);
    expect(limited.loss / loss).toBeCloseTo(1, 6);
  });

  it.each([null, 50])('microBatch %s: is an error that says what fits', (wanted) => {
    expect(() => step(wanted, peak / 3)).toThrow(UserError);
    expect(() => step(wanted, peak / 3)).toThrow(
      new RegExp(`^memory ran out with ${wanted ?? 64} examples in a micro-batch, but \\d+ fit`),
    );
  });

  it('says so where not even one example fits', () => {
    expect(() => step('search', 20_000)).toThrow(UserError);
    expect(() => step('search', 20_000)).toThrow(
      /^memory ran out with a single example in a micro-batch: .*fake out of memory/,
    );
  });

  it("says so where the optimizer's state does not fit", () => {
    const full = (): void => fake.setLimit(1);
    expect(() => step('search', 4e9, full)).toThrow(
      expect.objectContaining({
        name: 'UserError',
        message: expect.stringMatching(
          /^memory ran out in the optimizer's step: the model, .*fake out of memory/,
        ),
      }),
    );
  });
});

describe('weights that are written from a device', () => {
  it.each(['float32', 'bfloat16'] as const)('as %s take 16 MiB of the host', (dtype) => {
    const folder = mkdtempSync(join(tmpdir(), 'credence-fake-'));
    const path = join(folder, 'weights.safetensors');
    try {
      scope(() => {
        const x = arange(0, 3 * 2 ** 22, { dtype: 'float32' }).view([3, 2 ** 22]);
        const there = x.to({ device });
        x.dispose();
        resetPeakMemory('cpu');
        const before = peakMemory('cpu');
        writeSafetensors(path, new Map([...'abcd'].map((name) => [name, there])), { dtype });
        // The buffer itself is Node's.
        expect(peakMemory('cpu') - before).toBeLessThan(2 ** 20);
        const read = readSafetensors(path);
        const expected = there.to({ device: 'cpu', dtype });
        for (const tensor of read.values()) expect(tensor.equal(expected)).toBe(true);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
