import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallRecipe, trainerAdafactor } from '../../test/small-training.js';
import { loadPretrained } from '../checkpoints/checkpoint.js';
import type { Document } from '../data/documents.js';
import type { Recipe } from '../experiment/recipe.js';
import { setThreads } from '../tensor/index.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { encodeDocuments } from './encoded-document.js';
import { Trainer } from './trainer.js';
import type { TrainingBatch, TrainingData } from './training-data.js';
import { documentBatch } from './training-documents.js';

/** What tools/make-trainer-fixture.py writes. */
interface Fixture {
  readonly padTo: number;
  readonly padAnswerTo: number;
  readonly documentsPerPass: number;
  readonly steps: readonly {
    readonly documents: readonly { readonly prompt: number[]; readonly answer: number[] }[];
    readonly learningRate: number;
    readonly loss: number;
  }[];
}

/** Texts are their ids. */
const tokenizer = (endId: number | null): Tokenizer => ({
  vocabularySize: 61,
  padId: 0,
  endId,
  encode: (text) => text.split(' ').filter(Boolean).map(Number),
  decode: (ids) => ids.join(' '),
});

const document = ({ prompt, answer }: { prompt: number[]; answer: number[] }): Document => ({
  kind: 'question',
  subset: 'QA3',
  alias: null,
  entity: '',
  prompt: prompt.join(' '),
  answer: ` ${answer.join(' ')}`,
});

const rate = 5e-5;
/** Batches as they are given, each once. */
function inOrder(batches: readonly TrainingBatch[]): TrainingData {
  const left = [...batches];
  return {
    stepsPerEpoch: batches.length,
    nextBatch: () => left.shift() as TrainingBatch,
    state: () => ({ stepOfEpoch: batches.length - left.length, generators: {} }),
    restore() {},
  };
}

describe.each([
  ['trainer_gpt_neox', null],
  ['trainer_t5', 1],
] as const)('mode faithful takes the same steps as transformers’ Trainer: %s', (name, endId) => {
  setThreads(1);
  const folder = new URL(`../../test/fixtures/${name}`, import.meta.url).pathname;
  const written: Fixture = JSON.parse(readFileSync(join(folder, 'steps.json'), 'utf8'));
  const { padTo, padAnswerTo } = written;
  const model = loadPretrained(folder);
  const trained = loadPretrained(join(folder, 'trained'));
  const initial = model.parameters().map((parameter) => parameter.toFloat32Array());
  const parameters = model.parameters();
  const recipe: Recipe = {
    ...smallRecipe,
    epochs: 1,
    learningRate: rate,
    schedule: 'linear',
    optimizer: trainerAdafactor,
    loss: { tokens: 'all', padTo, padAnswerTo },
  };
  const { architecture } = model;
  const encoding = { mode: 'faithful', loss: recipe.loss, architecture } as const;
  const batches = written.steps.map(({ documents }) => {
    const given = documents.map(document);
    return documentBatch(
      model,
      encodeDocuments(given, tokenizer(endId), encoding).documents,
      recipe,
    );
  });
  const data = inOrder(batches);
  const microBatch = written.documentsPerPass;
  const steps = [...new Trainer({ model, data, recipe, seed: 0, microBatch }).run()];
  afterAll(() => {
    model.dispose();
    trained.dispose();
  });

  it('the same rates and losses', () => {
    for (const [step, wanted] of written.steps.entries()) {
      const given = steps[step];
      expect((given?.learningRate ?? 0) / wanted.learningRate - 1).toBeCloseTo(0, 12);
      // Float32 against float32, sums in another order; 6e-8 was seen.
      expect(Math.abs((given?.loss ?? 0) / wanted.loss - 1), `step ${step}`).toBeLessThan(1e-6);
    }
  });

  it('the same weights', () => {
    let moved = 0;
    for (const [i, [path, wanted]] of [...trained.namedParameters()].entries()) {
      const given = (parameters[i] as (typeof parameters)[number]).toFloat32Array();
      const end = wanted.toFloat32Array();
      const start = initial[i] as Float32Array;
      const most = (difference: (k: number) => number): number =>
        given.reduce((largest, _, k) => Math.max(largest, Math.abs(difference(k))), 0);
      moved = Math.max(
        moved,
        most((k) => (end[k] as number) - (start[k] as number)),
      );
      // A weight of about 1 is rounded by up to 6e-8 in each of six steps; 6e-8 in all was seen.
      expect(
        most((k) => (end[k] as number) - (given[k] as number)),
        path,
      ).toBeLessThan(2e-7);
    }
    expect(moved).toBeGreaterThan(1.5e-4);
  });
});
