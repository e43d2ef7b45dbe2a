import { expect, it } from 'vitest';
import { memoryOfTraining } from '../bench/memory-of-training.js';
import type { Document } from '../src/data/documents.js';
import type { Recipe } from '../src/experiment/recipe.js';
import { buildModel } from '../src/models/build.js';
import { setThreads } from '../src/tensor/index.js';
import { wordLevelTokenizer } from '../src/tokenizers/word-level.js';
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
