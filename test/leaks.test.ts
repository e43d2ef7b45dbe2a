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
  // V8's heap and compiled code were seen to grow by 16 MB in the first 3,000 steps and by nothing
  // up to 40,000; 100 bytes lost with each of a step's 100 operators would come to 100 MB.
  expect(late.residentBytes - early.residentBytes).toBeLessThan(30e6);
  // That growth is over half-way, and at most 0.2 MB were seen after it; 1 kB lost a step would be
  // 5 MB.
  expect(late.residentBytes - half.residentBytes).toBeLessThan(4e6);
}, 300_000);
