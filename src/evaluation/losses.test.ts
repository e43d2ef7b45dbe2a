import { beforeAll, describe, expect, it } from 'vitest';
import { SmallTokenizer } from '../../test/small-tokenizer.js';
import { smallModel, smallRecipe } from '../../test/small-training.js';
import type { Document } from '../data/documents.js';
import { buildModel } from '../models/build.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { liveTensors, noGrad, scope, setThreads, type Tensor, tensor } from '../tensor/index.js';
import { train } from '../training/train.js';
import { answerQuestions } from './answers.js';
import { meanLoss } from './losses.js';

const tokenizer = new SmallTokenizer([...'abcdefgh?. ', ' a', ' b', 'bc']);
const documents = ['ab?', 'cda?', 'h?', 'ef gh?', 'ga?', 'bcd?', 'dd?', 'fa b?'].map(
  (prompt, i): Document => {
    const answer = [' a.', ' bc.', ' abh.', ' b ca.'][i % 4] as string;
    return { kind: 'question', subset: null, prompt, answer, alias: null, entity: 'e' };
  },
);
const wrong = documents.map((document) => ({ ...document, answer: ' hg.' }));

function newModel(kind: 'gpt-neox' | 't5'): AnyLanguageModel {
  const options =
    kind === 'gpt-neox'
      ? smallModel(2, 32)
      : ({
          kind,
          layers: 1,
          width: 32,
          heads: 2,
          headWidth: 16,
          hidden: 64,
          vocabulary: 'from data',
        } as const);
  return buildModel(options, { vocabularySize: tokenizer.vocabularySize, seed: 1, device: 'cpu' });
}

const row = (ids: readonly number[]): Tensor =>
  tensor(Int32Array.from(ids), [1, ids.length]).to({ dtype: 'int64' });

/** -log p of each target of one document that is padded to `padTo` tokens, if it has fewer. */
function negativeLogs(
  model: AnyLanguageModel,
  { prompt, answer }: Document,
  padTo: number,
): number[] {
  const encode = (text: string, length: number): number[] => {
    const ids = [...tokenizer.encode(text), 0];
    return [...ids, ...Array<number>(Math.max(0, length - ids.length)).fill(0)];
  };
  return scope(() =>
    noGrad(() => {
      const isCausal = model.architecture === 'causal';
      const written = encode(isCausal ? prompt + answer : answer, padTo);
      const real = tokenizer.encode(isCausal ? prompt + answer : answer).length;
      const targets = isCausal ? written.slice(1) : written;
      const read = [...(isCausal ? [] : [0]), ...written.slice(0, -1)];
      const logits = isCausal
        ? model.forward(row(read), {
            mask: tensor(
              Uint8Array.from(read, (_, i) => Number(i < real)),
              [1, read.length],
              { dtype: 'bool' },
            ),
          })
        : model.logits(model.decode(model.encode(row(encode(prompt, 0))), row(read)));
      const logs = logits.logSoftmax(-1).toFloat32Array();
      const size = tokenizer.vocabularySize;
      return targets.map((target, i) => -(logs[i * size + target] as number));
    }),
  );
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

beforeAll(() => setThreads(1));

describe.each(['gpt-neox', 't5'] as const)('meanLoss of a %s', (kind) => {
  const model = newModel(kind);
  const how = { loss: { tokens: 'all' }, testBatch: 3, precision: 'float32' } as const;

  it('is the mean over the targets of all documents, each alone, end included', () => {
    const fast = { ...how, mode: 'fast' } as const;
    const wanted = mean(documents.flatMap((one) => negativeLogs(model, one, 0)));
    const before = liveTensors();
    expect(meanLoss(model, tokenizer, documents, fast)).toBeCloseTo(wanted, 5);
    expect(meanLoss(model, tokenizer, documents, { ...fast, testBatch: 100 })).toBeCloseTo(
      wanted,
      5,
    );
    expect(liveTensors()).toBe(before);
    const rough = meanLoss(model, tokenizer, documents, { ...fast, precision: 'bfloat16' });
    expect(rough).not.toBe(wanted);
    expect(rough).toBeCloseTo(wanted, 1);
  });

  it('counts the padding too where a stage trains as the authors do', () => {
    const loss = kind === 't5' ? { padTo: 10, padAnswerTo: 12 } : { padTo: 12 };
    const faithful = { ...how, mode: 'faithful', loss: { ...how.loss, ...loss } } as const;
    const wanted = mean(documents.flatMap((one) => negativeLogs(model, one, 12)));
    expect(meanLoss(model, tokenizer, documents, faithful)).toBeCloseTo(wanted, 5);
  });

  it('falls as a stage learns its documents, which are then answered rightly', () => {
    const answers = { testBatch: 3, newTokens: 8, precision: 'float32', f1: true } as const;
    const fast = { ...how, mode: 'fast' } as const;
    const recipe = { ...smallRecipe, epochs: kind === 't5' ? 150 : 50 };
    for (const _ of train({ model, tokenizer, documents, recipe, mode: 'fast', seed: 1 }));
    const own = { ...fast, loss: recipe.loss };
    expect(meanLoss(model, tokenizer, documents, own)).toBeLessThan(0.1);
    expect(meanLoss(model, tokenizer, wrong, own)).toBeGreaterThan(2);
    for (const [i, answer] of answerQuestions(model, tokenizer, documents, answers).entries())
      expect(answer).toEqual({
        document: documents[i],
        prediction: documents[i]?.answer.trim(),
        exactMatch: 1,
        f1: 1,
      });
    const answered = answerQuestions(model, tokenizer, wrong, answers);
    expect(answered.map((one) => one.exactMatch)).toEqual(wrong.map(() => 0));
    expect(answered.map((one) => one.prediction)).toEqual(
      documents.map((one) => one.answer.trim()),
    );
    model.dispose();
  });
});

it('has no mean loss of no documents', () => {
  const model = newModel('gpt-neox');
  const how = {
    mode: 'fast',
    loss: { tokens: 'all' },
    testBatch: 3,
    precision: 'float32',
  } as const;
  expect(() => meanLoss(model, tokenizer, [], how)).toThrow('of no documents');
  model.dispose();
});
