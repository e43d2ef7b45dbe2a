import { expect, it } from 'vitest';
import { memoryOfTraining } from '../bench/memory-of-training.js';
import type { Document } from '../src/data/documents.js';
import type { Recipe } from '../src/experiment/recipe.js';
import { buildModel } from '../src/models/build.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';
import { setThreads } from '../src/tensor/index.js';
import { wordLevelTokenizer } from '../src/tokenizers/word-level.js';
import type { EncodedDocument } from '../src/training/encoded-document.js';
import { Trainer } from '../src/training/trainer.js';
import type { TrainingData } from '../src/training/training-data.js';
import { documentBatch } from '../src/training/training-documents.js';
import { smallModel, smallRecipe } from './small-training.js';

const document = (prompt: string, answer: string): Document => ({
  kind: 'question',
  subset: 'D1cons',
  alias: null,
  entity: answer,
  prompt,
  answer: ` ${answer}`,
});

// As many short as long ones, so that every step takes two passes.
const documents = Array.from({ length: 8 }, (_, i) => [
  document(`born e${i}`, `y${i % 3}`),
  document(`lives in e${i}`, `z${i % 4}`),
]).flat();

const recipe: Recipe = {
  ...smallRecipe,
  epochs: 1,
  documentsPerStep: documents.length,
  learningRate: 1e-3,
};

it('10,000 training steps without a pause leave tensors and memory where they were', () => {
  setThreads(1);
  const tokenizer = wordLevelTokenizer(documents);
  const model = buildModel(smallModel(1, 8), {
    vocabularySize: tokenizer.vocabularySize,
    seed: 1,
    device: 'cpu',
  });
  const training = { model, tokenizer, documents, recipe };
  const [early, half, late] = memoryOfTraining(training, [100, 5_000, 10_000]);
  if (!early || !half || !late) throw new Error('the training ended early');
  model.dispose();

  expect(late.liveTensors).toBe(early.liveTensors);
  expect(late.liveBytes).toBe(early.liveBytes);
  // V8 grows its heap by 16 MB when it sees fit, so the two are looked at apart, and from half-way,
  // when all code is compiled: 100 bytes lost with each of a step's 100 operators would be 50 MB.
  // Seen were 0.1 MB of the heap (1 kB lost a step would be 5 MB) and at most 0.9 MB outside it.
  expect(late.heapBytes - half.heapBytes).toBeLessThan(1e6);
  expect(late.nativeBytes - half.nativeBytes).toBeLessThan(4e6);
}, 600_000);

it('300 steps on texts of ever new lengths leave memory where it was after 100', () => {
  setThreads(1);
  const model = buildModel(smallModel(1, 32), { vocabularySize: 2000, seed: 1, device: 'cpu' });
  const random = MersenneTwister.named(1, 'lengths of texts');
  const text = (): EncodedDocument => {
    const length = 4 + (random.getrandbits(16) % 60);
    const ids = Array.from({ length }, () => random.getrandbits(16) % 2000);
    return { read: null, ids, realTokens: length, targets: length - 1 };
  };
  const data: TrainingData = {
    stepsPerEpoch: 300,
    nextBatch: () => documentBatch(model, Array.from({ length: 16 }, text), recipe),
    state: () => ({ stepOfEpoch: 0, generators: {} }),
    restore() {},
  };
  const seen: number[] = [];
  for (const { step } of new Trainer({ model, data, recipe, seed: 0 }).run()) {
    if (step % 100 > 0) continue;
    const { rss, heapTotal } = process.memoryUsage();
    seen.push(rss - heapTotal);
  }
  model.dispose();
  // Seen were 12 MB at most while 64 MB of blocks are kept for lengths to come, and 4 MB after that.
  expect(seen).toHaveLength(3);
  expect(Math.max(...seen) - (seen[0] as number)).toBeLessThan(16e6);
});
