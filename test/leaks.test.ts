import { afterAll, describe, expect, it } from 'vitest';
import { memoryOfTraining } from '../bench/memory-of-training.js';
import type { Document } from '../src/data/documents.js';
import { buildModel } from '../src/models/build.js';
import type { Recipe } from '../src/stages/recipe.js';
import { setThreads } from '../src/tensor/index.js';
import { wordLevelTokenizer } from '../src/tokenizers/word-level.js';

const document = (prompt: string, answer: string): Document => ({
  kind: 'question',
  subset: 'D1cons',
  alias: null,
  entity: answer,
  prompt,
  answer: ` ${answer}`,
});

// Two lengths, so that a step takes two passes.
const documents = Array.from({ length: 8 }, (_, i) => [
  document(`born e${i}`, `y${i % 3}`),
  document(`lives in e${i}`, `z${i % 4}`),
]).flat();

const recipe: Recipe = {
  epochs: 1,
  documentsPerStep: documents.length,
  documentsPerPass: null,
  learningRate: 1e-3,
  warmupSteps: 0,
  schedule: 'constant',
  optimizer: { kind: 'adamw', betas: [0.9, 0.98], eps: 1e-8, weightDecay: 0 },
  clipNorm: 1,
  loss: { tokens: 'answer' },
  precision: 'float32',
  lastBatch: 'spread',
};

describe('10,000 training steps without a pause', () => {
  setThreads(1);
  const tokenizer = wordLevelTokenizer(documents);
  const model = buildModel(
    {
      kind: 'gpt-neox',
      layers: 1,
      width: 8,
      heads: 2,
      hidden: 32,
      rotaryFraction: 1,
      rotaryBase: 10_000,
      parallelResidual: false,
      tieEmbeddings: true,
      layerNormEps: 1e-5,
      initializerRange: 0.1,
      vocabulary: 'from data',
    },
    { vocabularySize: tokenizer.vocabularySize, seed: 1, device: 'cpu' },
  );
  afterAll(() => model.dispose());
  const [early, late] = memoryOfTraining({ model, tokenizer, documents, recipe }, [100, 10_000]);
  if (!early || !late) throw new Error('the training ended early');

  it('leave the tensors that 100 steps leave', () => {
    expect([early.steps, late.steps]).toEqual([100, 10_000]);
    expect(late.liveTensors).toBe(early.liveTensors);
    expect(late.liveBytes).toBe(early.liveBytes);
  });

  it('leave the memory of the process where it was', () => {
    // The JavaScript heap and its compiled code grow by up to 10 MB meanwhile; were only the smallest
    // tensor of a step kept, with some 200 bytes of its own and its graph's, 10,000 steps would ...
    if (process.env.SHOW) console.log('DELTA', (late.residentBytes - early.residentBytes) / 1e6);
    expect(late.residentBytes - early.residentBytes).toBeLessThan(30e6);
  });
});
