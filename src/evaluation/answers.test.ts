import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainGeneration } from '../../test/plain-generation.js';
import { SmallTokenizer } from '../../test/small-tokenizer.js';
import { smallModel } from '../../test/small-training.js';
import type { Document } from '../data/documents.js';
import { buildModel } from '../models/build.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { GptNeoX } from '../models/gpt-neox.js';
import { initializeNormal } from '../nn/index.js';
import { liveTensors, seedEngine, setThreads, type Tensor } from '../tensor/index.js';
import { WordLevelTokenizer } from '../tokenizers/word-level.js';
import { type AnswerOptions, answerQuestions } from './answers.js';
import { cleanUpSpaces } from './clean-up.js';
import { exactMatch } from './exact-match.js';
import { stripWhitespace } from './normalise.js';
import { tokenF1 } from './token-f1.js';

const letters = ['t', 'h', 'e', 'a', 'x', 'y', 's', 'b', 'é', '.', '\n', "'", ';', ' '];
const pieces = [...letters, 'the', ' the', ' a', ' x', ' y', ' xy', " '", ' b'];
const vocabularySize = pieces.length + 1;
const float32 = { testBatch: 4, newTokens: 5, precision: 'float32', f1: true } as const;

const question = (prompt: string, answer: string): Document => {
  return { kind: 'question', subset: null, prompt, answer, alias: null, entity: 'e' };
};

/** A random model that is fond of a few tokens, so that texts repeat and end. */
function randomModel(kind: 'gpt-neox' | 't5', seed: number): AnyLanguageModel {
  const layers = 1 + (seed % 2);
  const options =
    kind === 't5'
      ? ({
          kind,
          layers,
          width: 16,
          heads: 2,
          headWidth: 8,
          hidden: 32,
          vocabulary: 'from data',
        } as const)
      : {
          ...smallModel(layers, 16),
          kind,
          initializerRange: 0.7,
          parallelResidual: seed % 3 === 0,
          tieEmbeddings: seed % 5 === 0,
        };
  return buildModel(options, { vocabularySize, seed, device: 'cpu' });
}

function tokenizerFor({ architecture }: AnyLanguageModel): SmallTokenizer {
  return new SmallTokenizer(pieces, { strips: architecture === 'encoder-decoder' });
}

/** What plain generation makes of a question: the text that counts, and how sure the model was. */
function plainAnswer(model: AnyLanguageModel, prompt: string, newTokens: number) {
  const tokenizer = tokenizerFor(model);
  const isCausal = model.architecture === 'causal';
  const ids = isCausal ? tokenizer.encode(prompt) : [...tokenizer.encode(prompt), tokenizer.endId];
  const { tokens, margin } = plainGeneration(model, ids, { newTokens, endId: tokenizer.endId });
  const written = tokenizer.decode(tokens);
  const text = isCausal ? written : written.replaceAll('\n', '');
  return { margin, prediction: stripWhitespace(cleanUpSpaces(text)), written };
}

/** Answers that agree with the model to the end, for a while, with a detour, or not at all. */
function answerLike(written: string, how: number, random: string): string {
  const half = written.slice(0, written.length / 2);
  return (
    [written, half + random, half, `${random};${written}`, ` the${written}`, random][how] ?? ''
  );
}

const phrase = (minLength: number) =>
  fc.array(fc.constantFrom(...pieces), { minLength, maxLength: 6 }).map((parts) => parts.join(''));

const asked = fc.array(
  fc.record({ prompt: phrase(1), how: fc.nat({ max: 5 }), random: phrase(0) }),
  { minLength: 1, maxLength: 9 },
);

/** Questions about which the model is sure enough for rounding not to matter. */
function questionsFor(
  model: AnyLanguageModel,
  wanted: readonly { prompt: string; how: number; random: string }[],
  { newTokens, margin }: { newTokens: number; margin: number },
) {
  const tokenizer = tokenizerFor(model);
  return wanted.flatMap(({ prompt, how, random }) => {
    if (tokenizer.encode(prompt).length === 0) return []; // T5's tokenizer strips all of it
    const plain = plainAnswer(model, prompt, newTokens);
    if (plain.margin < margin) return [];
    return [{ document: question(prompt, answerLike(plain.written, how, random)), plain }];
  });
}

function expectPlainScores(
  model: AnyLanguageModel,
  questions: ReturnType<typeof questionsFor>,
  options: Omit<AnswerOptions, 'f1'>,
): void {
  const tokenizer = tokenizerFor(model);
  const documents = questions.map(({ document }) => document);
  const wanted = questions.map(({ document, plain: { prediction } }) => ({
    document,
    prediction,
    exactMatch: exactMatch(prediction, document.answer),
    f1: tokenF1(prediction, document.answer),
  }));
  expect(answerQuestions(model, tokenizer, documents, { ...options, f1: true })).toEqual(wanted);
  const answers = answerQuestions(model, tokenizer, documents, { ...options, f1: false });
  expect(answers.map((one) => one.exactMatch)).toEqual(wanted.map((one) => one.exactMatch));
  for (const [i, answer] of answers.entries()) {
    expect(answer.f1).toBe(null);
    if (answer.exactMatch === 1) expect(answer.prediction).toBe(wanted[i]?.prediction);
  }
}

beforeAll(() => setThreads(1));

describe.each(['gpt-neox', 't5'] as const)('answerQuestions of a %s', (kind) => {
  it('scores as plain greedy generation does, whatever drafts, limits and batches', () => {
    const seen = { questions: 0, right: 0 };
    fc.assert(
      fc.property(
        fc.nat({ max: 200 }),
        asked,
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(1, 3, 100),
        (seed, wanted, newTokens, testBatch) => {
          const model = randomModel(kind, seed);
          const questions = questionsFor(model, wanted, { newTokens, margin: 1e-3 });
          const options = { testBatch, newTokens, precision: 'float32' } as const;
          expectPlainScores(model, questions, options);
          seen.questions += questions.length;
          seen.right += questions.filter(
            ({ document, plain }) => exactMatch(plain.prediction, document.answer) === 1,
          ).length;
          model.dispose();
        },
      ),
      { numRuns: 60 },
    );
    expect(seen.right).toBeGreaterThan(seen.questions / 10);
    expect(seen.right).toBeLessThan(seen.questions * 0.9);
  });

  it('answers the same in bfloat16 where the model is sure', () => {
    const [wanted] = fc.sample(fc.array(asked, { minLength: 12, maxLength: 12 }), {
      numRuns: 1,
      seed: 1,
    });
    let answered = 0;
    for (let seed = 0; seed < 12; seed++) {
      const model = randomModel(kind, seed);
      const questions = questionsFor(model, (wanted ?? []).flat(), { newTokens: 4, margin: 1 });
      for (const testBatch of [5, 100])
        expectPlainScores(model, questions, {
          testBatch,
          newTokens: 4,
          precision: 'bfloat16',
        });
      answered += questions.length;
      model.dispose();
    }
    expect(answered).toBeGreaterThan(30);
  });

  it('leaves no tensor behind', () => {
    const model = randomModel(kind, 3);
    const documents = ['.x', ' x y', ' the b', 'é'].map((prompt) => question(prompt, ' xy.'));
    answerQuestions(model, tokenizerFor(model), documents, float32);
    const before = liveTensors();
    for (const f1 of [false, true])
      answerQuestions(model, tokenizerFor(model), documents, { ...float32, f1 });
    expect(liveTensors()).toBe(before);
    model.dispose();
  });
});

/** Counts what is asked of it. */
class CountingGptNeoX extends GptNeoX {
  passes = 0;
  logitRows = 0;

  override lastHidden(...given: Parameters<GptNeoX['lastHidden']>): Tensor {
    this.passes++;
    return super.lastHidden(...given);
  }

  override logits(hidden: Tensor): Tensor {
    this.logitRows += hidden.shape.slice(0, -1).reduce((product, length) => product * length, 1);
    return super.logits(hidden);
  }

  /** The passes and rows of logits that `body` takes. */
  count(body: () => void): [passes: number, logitRows: number] {
    this.passes = 0;
    this.logitRows = 0;
    body();
    return [this.passes, this.logitRows];
  }
}

describe('answerQuestions', () => {
  const { kind: _, vocabulary: __, ...shape } = smallModel(2, 16);
  const config = { ...shape, vocabularySize, attentionDropout: 0, hiddenDropout: 0 };
  const model = new CountingGptNeoX({ ...config, initializerRange: 0.7 });
  const tokenizer = tokenizerFor(model);
  const prompts: string[] = [];
  const newTokens = 3;
  const answered = (answers: readonly string[], f1: boolean): [number, number] =>
    model.count(() => {
      const documents = prompts.map((prompt, i) => question(prompt, answers[i] as string));
      answerQuestions(model, tokenizer, documents, {
        ...float32,
        newTokens,
        testBatch: 5,
        f1,
      });
    });

  beforeAll(() => {
    seedEngine(1);
    initializeNormal(model, 0.7);
    // Those whose answer begins with a letter, not an article, and is encoded as it was written.
    const possible = pieces.flatMap((one) => pieces.slice(8).map((other) => one + other));
    const isFit = (prompt: string): boolean => {
      const ids = tokenizer.encode(prompt);
      const { tokens } = plainGeneration(model, ids, { newTokens, endId: 0 });
      const text = tokenizer.decode(tokens);
      const again = tokenizer.encode(prompt + text);
      return /^ ?[xyhs]/.test(text) && String(again) === String([...ids, ...tokens]);
    };
    prompts.push(...possible.filter(isFit).slice(0, 5));
  });

  it('takes one pass where every answer is right, and of a wrong one no logits after', () => {
    const right = prompts.map((prompt) => plainAnswer(model, prompt, newTokens).written);
    const tokens = right.map((text) => tokenizer.encode(text));
    // Of texts that end early the end is drafted too.
    const rows = right.map((_, i) => Math.min((tokens[i] as number[]).length + 1, newTokens));
    const all = rows.reduce((sum, count) => sum + count, 0);
    expect(answered(right, true)).toEqual([1, all]);
    expect(answered(right, false)).toEqual([1, all]);
    expect(answered(Array(5).fill('ééé'), false)).toEqual([1, prompts.length]);
  });

  it('gives the answers in the order of the questions', () => {
    const documents = prompts.map((prompt) => question(prompt, 'y'));
    const answers = answerQuestions(model, tokenizer, documents, {
      ...float32,
      testBatch: 2,
    });
    expect(answers.map(({ document }) => document)).toEqual(documents);
  });

  it('has none for no questions', () => {
    expect(answerQuestions(model, tokenizer, [], float32)).toEqual([]);
  });

  it('stops after as many tokens as the answer has where texts have no end', () => {
    const filling = Array.from({ length: vocabularySize - 7 }, (_, i) => `w${i}`);
    const words = new WordLevelTokenizer(['a0', 'a1', 'a2', 'born', '1920s', ...filling]);
    const documents = [question('born a1', ' 1920s'), question('born a0 a2', ' w1 w2 w3')];
    const answers = answerQuestions(model, words, documents, { ...float32, newTokens: 2 });
    const lengths = answers.map(({ prediction }) => prediction.split(' ').length);
    expect(lengths).toEqual([1, 2]);
    for (const [i, { prediction }] of answers.entries()) {
      const ids = words.encode(documents[i]?.prompt ?? '');
      const plain = plainGeneration(model, ids, { newTokens: i + 1, endId: null });
      expect(prediction).toBe(words.decode(plain.tokens));
    }
    expect(() => answerQuestions(model, words, [question('born a1', '')], float32)).toThrow(
      'the answer "" to "born a1" has no token',
    );
  });
});
