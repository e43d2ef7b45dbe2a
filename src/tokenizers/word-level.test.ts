import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetOf, parsedData } from '../../test/table-one.js';
import { allDocuments } from '../data/dataset.js';
import { textOf } from '../data/documents.js';
import { WordLevelTokenizer, wordLevelTokenizer } from './word-level.js';

const documents = [
  { prompt: 'born e1', answer: ' 1920s' },
  { prompt: 'tag1 a0 b1', answer: ' e1' },
];

describe('WordLevelTokenizer', () => {
  it('numbers padding, unknown, then the words by code point', () => {
    const tokenizer = wordLevelTokenizer(documents);
    const words = ['[PAD]', '[UNK]', '1920s', 'a0', 'b1', 'born', 'e1', 'tag1'];
    expect(tokenizer.vocabularySize).toBe(8);
    expect(words.map((_, id) => tokenizer.decode([id]))).toEqual(words);
    expect(tokenizer.encode('tag1 a0 b1 e1')).toEqual([7, 3, 4, 6]);
    expect(tokenizer.decode([7, 3, 4, 6])).toBe('tag1 a0 b1 e1');
  });

  it('names the word or the id that it does not have', () => {
    const tokenizer = wordLevelTokenizer(documents);
    expect(() => tokenizer.encode('born e2')).toThrow('no word "e2"');
    expect(() => tokenizer.decode([99])).toThrow('no word has the id 99');
    expect(() => new WordLevelTokenizer(['a', 'b', 'a'])).toThrow('"a" stands twice');
  });

  it('reads back every text of a world, before and after X2 is divided anew', () => {
    const options = parsedData({
      kind: 'world',
      aliasesPerEntity: 2,
      shares: { D1cons: 0.4, D2incons: 0.4, D5cons: 0.1, D6cons: 0.1 },
    });
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), (first, second) => {
        const tokenizer = wordLevelTokenizer(allDocuments(datasetOf(options, first, 0)));
        for (const document of allDocuments(datasetOf(options, first, second))) {
          const text = textOf(document);
          expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        }
      }),
      { numRuns: 3 },
    );
  });
});
