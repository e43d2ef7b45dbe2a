import { describe, expect, it } from 'vitest';
import type { Document } from '../data/documents.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import {
  type EncodedDocument,
  type Encoding,
  encodeDocument,
  encodeDocuments,
} from './encoded-document.js';

/** A token a character, by its code; 0 ends and 1 fills. */
const tokenizer: Tokenizer = {
  vocabularySize: 128,
  padId: 1,
  endId: 0,
  encode: (text) => Array.from(text, (character) => character.charCodeAt(0)),
  decode: (ids) => String.fromCharCode(...ids),
};
const endless: Tokenizer = { ...tokenizer, endId: null };

const document: Document = {
  kind: 'question',
  subset: 'QA3',
  alias: null,
  entity: 'e',
  prompt: 'ab',
  answer: 'cde',
};
const [a, b, c, d, e] = tokenizer.encode('abcde') as [number, number, number, number, number];

const encode = (
  changes: Partial<Encoding>,
  { with: by = tokenizer, of = document }: { with?: Tokenizer; of?: Document } = {},
): EncodedDocument =>
  encodeDocument(of, by, {
    mode: 'fast',
    loss: { tokens: 'all' },
    architecture: 'causal',
    ...changes,
  });

describe('a causal model', () => {
  it('fast: reads the text and its end; all tokens but the first bear loss, or the answer', () => {
    const whole = { read: null, ids: [a, b, c, d, e, 0], realTokens: 6 };
    expect(encode({})).toEqual({ ...whole, targets: 5 });
    expect(encode({ loss: { tokens: 'answer' } })).toEqual({ ...whole, targets: 4 });
  });

  it('fast: a tokenizer without an end adds nothing', () => {
    const whole = { read: null, ids: [a, b, c, d, e], realTokens: 5 };
    expect(encode({}, { with: endless })).toEqual({ ...whole, targets: 4 });
    const answer = encode({ loss: { tokens: 'answer' } }, { with: endless });
    expect(answer).toEqual({ ...whole, targets: 3 });
  });

  it('bears no loss on tokens that are only read, nor on those before them', () => {
    // Of a, b, c, d, e and the end, tokens from d on are only read: e is the last of them.
    expect(encode({ writtenTokens: d }).targets).toBe(1);
    expect(encode({ writtenTokens: e + 1 }).targets).toBe(5);
    const bac = { ...document, prompt: 'ba', answer: 'ca' };
    expect(encode({ writtenTokens: c }, { of: bac }).targets).toBe(2);
    const faithful = { mode: 'faithful', loss: { tokens: 'all', padTo: 8 } } as const;
    expect(encode({ ...faithful, writtenTokens: c }, { of: bac }).targets).toBe(5);
  });

  it('refuses to learn to write what is only read', () => {
    const last = 'is to end with a token that is only read';
    expect(() => encode({ writtenTokens: e }, { with: endless })).toThrow(`"abcde" ${last}`);
    const answer = { loss: { tokens: 'answer' }, writtenTokens: e } as const;
    expect(() => encode(answer)).toThrow(last);
    expect(encode({ ...answer, writtenTokens: e + 1 }).targets).toBe(4);
  });

  it('faithful: reads the text filled up with end tokens or cut, and all bear loss', () => {
    const padded = encode({ mode: 'faithful', loss: { tokens: 'all', padTo: 8 } });
    expect(padded).toEqual({
      read: null,
      ids: [a, b, c, d, e, 0, 0, 0],
      realTokens: 5,
      targets: 7,
    });
    const cut = encode({ mode: 'faithful', loss: { tokens: 'all', padTo: 3 } });
    expect(cut).toEqual({ read: null, ids: [a, b, c], realTokens: 3, targets: 2 });
    const mode = 'faithful';
    const filled = encode({ mode, loss: { tokens: 'all', padTo: 6 } }, { with: endless });
    expect(filled.ids).toEqual([a, b, c, d, e, 1]);
  });
});

describe('an encoder-decoder', () => {
  const architecture = 'encoder-decoder';

  it('fast: reads the prompt and writes the answer, each with its end', () => {
    expect(encode({ architecture })).toEqual({
      read: { ids: [a, b, 0], realTokens: 3 },
      ids: [c, d, e, 0],
      realTokens: 4,
      targets: 4,
    });
  });

  it('faithful: both are padded, and cut before their end', () => {
    const encoding = (padTo: number, padAnswerTo: number): Partial<Encoding> => ({
      architecture,
      mode: 'faithful',
      loss: { tokens: 'all', padTo, padAnswerTo },
    });
    expect(encode(encoding(5, 6))).toEqual({
      read: { ids: [a, b, 0, 1, 1], realTokens: 3 },
      ids: [c, d, e, 0, 1, 1],
      realTokens: 4,
      targets: 6,
    });
    expect(encode(encoding(2, 3))).toEqual({
      read: { ids: [a, 0], realTokens: 2 },
      ids: [c, d, 0],
      realTokens: 3,
      targets: 3,
    });
  });
});

describe('documents that do not fit into the fixed length', () => {
  const answers = ['', 'c', 'cd', 'cde', 'cdef'].map((answer) => ({ ...document, answer }));
  const cut = (changes: Partial<Encoding>, by = tokenizer): number =>
    encodeDocuments(answers, by, {
      mode: 'faithful',
      loss: { tokens: 'all', padTo: 4 },
      architecture: 'causal',
      ...changes,
    }).cut;

  it('are counted by their tokens, where a causal model reads 2 to 6 of them', () => {
    expect(cut({})).toBe(2);
    expect(cut({ loss: { tokens: 'all', padTo: 2 } })).toBe(4);
    expect(cut({ loss: { tokens: 'all', padTo: 6 } })).toBe(0);
    expect(cut({ mode: 'fast' })).toBe(0);
  });

  it('are counted once for prompt and answer, whose end takes a token', () => {
    const sides = (padTo: number, padAnswerTo: number): Partial<Encoding> => ({
      architecture: 'encoder-decoder',
      loss: { tokens: 'all', padTo, padAnswerTo },
    });
    expect(cut(sides(3, 5))).toBe(0);
    expect(cut(sides(3, 4))).toBe(1);
    expect(cut(sides(3, 4), endless)).toBe(0);
    expect(cut(sides(2, 5))).toBe(5);
    expect(cut(sides(2, 2))).toBe(5);
  });

  it('are the same documents as one by one', () => {
    const encoding = { mode: 'fast', loss: { tokens: 'all' }, architecture: 'causal' } as const;
    const { documents } = encodeDocuments(answers, tokenizer, encoding);
    expect(documents).toEqual(answers.map((one) => encodeDocument(one, tokenizer, encoding)));
  });
});

describe('what cannot be encoded is an error that says so', () => {
  it.each<[string, Partial<Encoding>, Partial<Document>, Tokenizer]>([
    ['the document "a" has fewer than two tokens', {}, { prompt: 'a', answer: '' }, endless],
    [
      'the answer of the document "ab" has no token',
      { loss: { tokens: 'answer' } },
      { answer: '' },
      tokenizer,
    ],
    ["mode 'faithful' needs loss.padTo", { mode: 'faithful' }, {}, tokenizer],
    [
      "mode 'faithful' needs loss.padAnswerTo",
      { mode: 'faithful', architecture: 'encoder-decoder', loss: { tokens: 'all', padTo: 4 } },
      {},
      tokenizer,
    ],
    [
      "mode 'faithful' has loss on tokens 'all', not 'answer'",
      { mode: 'faithful', loss: { tokens: 'answer', padTo: 4 } },
      {},
      tokenizer,
    ],
    [
      'the document "ab" has no token to read or to write',
      { architecture: 'encoder-decoder' },
      { answer: '' },
      endless,
    ],
  ])('%s', (message, encoding, changes, by) => {
    expect(() => encode(encoding, { with: by, of: { ...document, ...changes } })).toThrow(message);
  });
});

describe('ids that are none', () => {
  it.each([Number.NaN, 1.5, -1, 128, undefined as unknown as number])(
    'such as %s reach no tensor',
    (id) => {
      const by = { ...tokenizer, encode: () => [a, id, b] };
      for (const architecture of ['causal', 'encoder-decoder'] as const)
        expect(() => encode({ architecture }, { with: by })).toThrow(
          `the tokenizer gives the id ${id} in "ab`,
        );
    },
  );
});
