import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallRecipe } from '../../test/small-training.js';
import { loadPretrained } from '../checkpoints/checkpoint.js';
import type { Document } from '../data/documents.js';
import type { Recipe } from '../experiment/recipe.js';
import { setThreads } from '../tensor/index.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { encodeDocument } from './encoded-document.js';
import { makeOptimizer } from './optimizers/make-optimizer.js';
import { PassSize } from './pass-size.js';
import { learningRateFactor } from './schedules.js';
import { trainingStep } from './step.js';

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
const adafactor: Recipe['optimizer'] = {
  kind: 'adafactor',
  eps: [1e-30, 1e-3],
  clipThreshold: 1,
  decayRate: -0.8,
  beta1: null,
  weightDecay: 0,
  scaleParameter: false,
  relativeStep: false,
  warmupInit: false,
};

describe.each([
  ['trainer_gpt_neox', null],
  ['trainer_t5', 1],
] as const)('mode faithful takes the same steps as transformers’ Trainer: %s', (name, endId) => {
  setThreads(1);
  const folder = new URL(`../../test/fixtures/${name}`, import.meta.url).pathname;
  const written: Fixture = JSON.parse(readFileSync(join(folder, 'steps.json'), 'utf8'));
  const { padTo, padAnswerTo, documentsPerPass } = written;
  const model = loadPretrained(folder);
  const trained = loadPretrained(join(folder, 'trained'));
  const initial = model.parameters().map((parameter) => parameter.toFloat32Array());
  const parameters = model.parameters();
  const optimizer = makeOptimizer(parameters, adafactor);
  const passSize = new PassSize(documentsPerPass);
  const trainee = { model, parameters, optimizer, passSize };
  const recipe: Recipe = {
    ...smallRecipe,
    learningRate: rate,
    schedule: 'linear',
    loss: { tokens: 'all', padTo, padAnswerTo },
  };
  const { architecture } = model;
  const encoding = { mode: 'faithful', loss: recipe.loss, architecture } as const;
  const steps = written.steps.map(({ documents }, step) => {
    const factor = learningRateFactor(recipe, step, written.steps.length);
    const encoded = documents.map((one) =>
      encodeDocument(document(one), tokenizer(endId), encoding),
    );
    const { loss } = trainingStep(trainee, encoded, recipe, rate * factor);
    return { loss, learningRate: rate * factor };
  });
  optimizer.dispose();
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
