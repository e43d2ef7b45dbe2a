import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  smallRecipe as recipe,
  smallModel,
  smallT5,
  trainDocuments,
} from '../../test/small-training.js';
import type { Document } from '../data/documents.js';
import type { Recipe, TrainingMode } from '../experiment/recipe.js';
import { buildModel } from '../models/build.js';
import type { LanguageModel } from '../models/language-model.js';
import { liveTensors, noGrad, scope, setThreads, type Tensor, tensor } from '../tensor/index.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { wordLevelTokenizer } from '../tokenizers/word-level.js';
import { type Encoding, encodeDocument } from './encoded-document.js';
import { summedLoss } from './loss.js';
import type { StepReport } from './trainer.js';
import { TrainingDocuments } from './training-documents.js';

const document = (prompt: string, answer: string): Document => ({
  kind: 'question',
  subset: 'QA3',
  alias: null,
  entity: 'e',
  prompt,
  answer: ` ${answer}`,
});

const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
const documents = names.flatMap((name, i) => [
  document(`born ${name}`, `y${i % 3}`),
  document(`where is ${name}`, `z${i % 4}`),
]);

let tokenizer: Tokenizer;
let model: LanguageModel;
const build = (): LanguageModel => {
  const { vocabularySize } = tokenizer;
  const built = buildModel(smallModel(2, 16), { vocabularySize, seed: 1, device: 'cpu' });
  if (built.architecture !== 'causal') throw new Error('a gpt-neox is causal');
  return built;
};

beforeEach(() => {
  setThreads(1);
  tokenizer = wordLevelTokenizer(documents);
  model = build();
});
afterEach(() => model.dispose());

const run = (changes: Partial<Recipe> = {}, seed = 0): StepReport[] => [
  ...trainDocuments({
    model,
    tokenizer,
    documents,
    recipe: { ...recipe, ...changes },
    mode: 'fast',
    seed,
  }),
];

/** All parameters in one row [elements]. */
const weightsOf = (of: LanguageModel): Float32Array =>
  Float32Array.from(of.parameters().flatMap((parameter) => [...parameter.toFloat32Array()]));
const weights = (): Float32Array => weightsOf(model);

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);

describe('training', () => {
  it('learns, and says where it stands', () => {
    const reports = run({ epochs: 40 });
    expect(reports[0]?.steps).toBe(reports.length);
    expect(reports.filter((r) => r.endOfEpoch !== null).map((r) => r.endOfEpoch)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    expect(reports.at(-1)?.epoch).toBe(40);
    expect(reports.at(-1)?.loss).toBeLessThan(0.1 * (reports[0]?.loss ?? 0));
  });

  it('gives the same losses and weights bit for bit a second time, others by another seed', () => {
    const first = run().map((report) => report.loss);
    const firstWeights = weights();
    model.dispose();
    model = build();
    expect(run().map((report) => report.loss)).toEqual(first);
    expect(weights()).toEqual(firstWeights);
    model.dispose();
    model = build();
    expect(run({}, 1).map((report) => report.loss)).not.toEqual(first);
  });

  it.each([
    ['fast', { tokens: 'answer' }],
    ['fast', { tokens: 'all' }],
    ['faithful', { tokens: 'all', padTo: 6 }],
  ] as const)('%s, %o: a step does not depend on its micro-batches', (mode, loss) => {
    const step = (microBatch: number | null): { loss: number; after: Float32Array } => {
      const fresh = build();
      const whole = { ...recipe, loss, documentsPerStep: documents.length, learningRate: 1e-3 };
      const training = { model: fresh, tokenizer, documents, recipe: whole, mode, seed: 0 };
      const { value } = trainDocuments({ ...training, microBatch }).next();
      const after = weightsOf(fresh);
      fresh.dispose();
      return { loss: value.loss, after };
    };
    const [whole, divided] = [step(null), step(5)];
    // Sums in another order: float32 rounding, which AdamW's first step magnifies near gradient 0.
    expect(Math.abs(divided.loss - whole.loss)).toBeLessThan(1e-6 * whole.loss);
    expect(largestDifference(divided.after, whole.after)).toBeLessThan(1e-4);
  });

  it('keeps no tensor behind, also when it is stopped half-way', () => {
    run({ epochs: 1 }); // the model's tables of angles stay
    const before = liveTensors();
    run();
    expect(liveTensors()).toBe(before);
    const training = { model, tokenizer, documents, recipe, mode: 'fast', seed: 0 } as const;
    for (const _ of trainDocuments(training)) break;
    expect(liveTensors()).toBe(before);
  });

  it('trains in bfloat16 to about the same weights', () => {
    run();
    const exact = weights();
    model.dispose();
    model = build();
    run({ precision: 'bfloat16' });
    // bfloat16 keeps 8 bits; AdamW moves a weight by at most the rate of 0.01 a step.
    expect(largestDifference(weights(), exact)).toBeLessThan(0.1);
    expect(largestDifference(weights(), exact)).toBeGreaterThan(0);
  });

  it('stops with the reason when the loss is not finite', () => {
    expect(() => run({ learningRate: 1e30, clipNorm: null })).toThrow(
      /the loss of step \d+ of \d+ is NaN at learning rate 1e\+30/,
    );
  });

  it('refuses a warm-up longer than the stage, and makes nothing before it does', () => {
    const before = liveTensors();
    expect(() => run({ warmupSteps: 1000 })).toThrow('warmupSteps: the warm-up takes 1000 steps');
    expect(liveTensors()).toBe(before);
  });

  it('refuses a stage without documents', () => {
    const nothing = { model, tokenizer, documents: [], recipe, mode: 'fast', seed: 0 } as const;
    expect(() => new TrainingDocuments(nothing)).toThrow('a stage needs at least one document');
  });
});

describe('the batches of an epoch', () => {
  it('hold every document once, in an order that the seed decides and every epoch draws', () => {
    // As many words as none of the others: a batch's targets say which document it is.
    const different = Array.from({ length: 20 }, (_, i) =>
      document(`born${' n0'.repeat(i)}`, 'y0'),
    );
    const order = (seed: number): number[][] => {
      const one = { ...recipe, documentsPerStep: 1, loss: { tokens: 'all' } } as const;
      const how = { recipe: one, mode: 'fast', seed } as const;
      const data = new TrainingDocuments({ model, tokenizer, documents: different, ...how });
      const epoch = () => different.map(() => data.nextBatch().targets);
      return [epoch(), epoch()];
    };
    const [first = [], second = []] = order(1);
    const ascending = [...first].sort((a, b) => a - b);
    expect(new Set(first).size).toBe(different.length);
    expect([...second].sort((a, b) => a - b)).toEqual(ascending);
    expect(first).not.toEqual(ascending);
    expect(second).not.toEqual(first);
    expect(order(1)).toEqual([first, second]);
    expect(order(2)).not.toEqual([first, second]);
  });

  it('know how many documents mode faithful cuts', () => {
    const how = { model, tokenizer, documents, seed: 0 } as const;
    const cut = (padTo: number, mode: TrainingMode): number =>
      new TrainingDocuments({
        ...how,
        mode,
        recipe: { ...recipe, loss: { tokens: 'all', padTo } },
      }).cut;
    // Half are of three words, half of four.
    expect(cut(3, 'faithful')).toBe(12);
    expect(cut(4, 'faithful')).toBe(0);
    expect(cut(3, 'fast')).toBe(0);
  });
});

describe('an encoder-decoder', () => {
  const losses = (changes: Partial<Recipe>, mode: TrainingMode, seed = 0): number[] => {
    const { vocabularySize } = tokenizer;
    const t5 = buildModel(smallT5, { vocabularySize, seed: 1, device: 'cpu' });
    const stage = {
      model: t5,
      tokenizer,
      documents,
      recipe: { ...recipe, ...changes },
      mode,
      seed,
    };
    const before = liveTensors();
    const found = [...trainDocuments(stage)].map(({ loss }) => loss);
    expect(liveTensors()).toBe(before);
    t5.dispose();
    return found;
  };

  it.each([
    ['fast', { tokens: 'all' }],
    ['faithful', { tokens: 'all', padTo: 3, padAnswerTo: 2 }],
  ] as const)('%s: learns, and its dropout is the same for the same seed', (mode, loss) => {
    const learning = losses({ epochs: 40, loss }, mode);
    expect(learning.at(-1)).toBeLessThan(0.5 * (learning[0] ?? 0));
    expect(losses({ loss }, mode)).toEqual(losses({ loss }, mode));
    const [whole] = losses({ loss, documentsPerStep: documents.length }, mode);
    const [other] = losses({ loss, documentsPerStep: documents.length }, mode, 1);
    // All documents in one step: what differs is what dropout leaves out.
    expect(other).not.toBeCloseTo(whole ?? 0, 4);
  });
});

describe('loss modes', () => {
  const causal: Encoding = { mode: 'fast', loss: { tokens: 'all' }, architecture: 'causal' };

  /** Mean cross-entropy, computed from all logits in float64, of the targets that `bears` picks. */
  function reference(ids: number[], bears: (position: number) => boolean): number {
    return scope(() =>
      noGrad(() => {
        const logits = model.forward(tensor(Int32Array.from(ids), [1, ids.length]));
        const logProbabilities = logits.to({ dtype: 'float64' }).logSoftmax(-1);
        let total = 0;
        for (let i = 1; i < ids.length; i++)
          if (bears(i))
            total -= (
              logProbabilities.select(1, i - 1).select(1, ids[i] as number) as Tensor
            ).item();
        return total;
      }),
    );
  }

  const [one] = documents;
  if (!one) throw new Error('no document');

  it('answer: the last token alone; all: every token but the first', () => {
    const ids = [...tokenizer.encode('born n0 y0')];
    const lossOf = (tokens: 'answer' | 'all'): number =>
      scope(() =>
        summedLoss(model, [encodeDocument(one, tokenizer, { ...causal, loss: { tokens } })]).item(),
      );
    expect(lossOf('answer')).toBeCloseTo(
      reference(ids, (i) => i === 2),
      5,
    );
    expect(lossOf('all')).toBeCloseTo(
      reference(ids, () => true),
      5,
    );
  });

  it('faithful: padding bears loss and is hidden as a key', () => {
    const encoding: Encoding = { ...causal, mode: 'faithful', loss: { tokens: 'all', padTo: 6 } };
    const encoded = encodeDocument(one, tokenizer, encoding);
    expect(encoded.ids).toEqual([...tokenizer.encode('born n0 y0'), 0, 0, 0]);
    const loss = scope(() => summedLoss(model, [encoded]).item());
    const mask = tensor(Uint8Array.from([1, 1, 1, 0, 0]), [1, 5], { dtype: 'bool' });
    const ids = tensor(Int32Array.from(encoded.ids.slice(0, 5)), [1, 5]);
    const wanted = scope(() => {
      const logits = noGrad(() => model.forward(ids, { mask })).select(0, 0);
      const targets = tensor(Int32Array.from(encoded.ids.slice(1)), [5]).to({ dtype: 'int64' });
      return logits.crossEntropyLoss(targets).item() * 5;
    });
    expect(loss).toBeCloseTo(wanted, 4);
    mask.dispose();
    ids.dispose();
  });
});
