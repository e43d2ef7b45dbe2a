import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { setInclusionOptions } from '../data/set-inclusion/options.js';
import { setInclusionVocabulary } from '../data/set-inclusion/vocabulary.js';
import { FixedVocabularyTokenizer } from './fixed-vocabulary.js';

const options = setInclusionOptions.parse({ kind: 'set-inclusion', shares: { D1cons: 1 } });
const vocabulary = setInclusionVocabulary(options, []);
const tokenizer = new FixedVocabularyTokenizer(vocabulary);

describe('the vocabulary of set inclusion', () => {
  it('has the 17,711 words of the paper, and ids for what a text says', () => {
    expect(tokenizer.vocabularySize).toBe(17_711);
    expect(new Set(vocabulary).size).toBe(17_711);
    expect(tokenizer.encode('abc % 1 99 = true')).toEqual([163, 3, 10, 108, 2, 4]);
    expect(tokenizer.encode('zzz')).toEqual([17_710]);
  });

  it('has the names of its own variables only, where those are wanted', () => {
    const own = setInclusionVocabulary({ ...options, vocabulary: 'own names' }, ['xyz', 'abc']);
    expect(own).toHaveLength(137);
    expect(own.slice(-3)).toEqual(['z', 'abc', 'xyz']);
  });

  it('has as many numbers as there are, and a hundred at least', () => {
    const more = setInclusionVocabulary({ ...options, numbers: 250, spacedNames: true }, []);
    expect(more).toHaveLength(9 + 250 + 26);
    expect(setInclusionVocabulary({ ...options, spacedNames: true, numbers: 5 }, [])).toHaveLength(
      135,
    );
  });
});

describe('FixedVocabularyTokenizer', () => {
  it('ends and fills with the first word, and reads unknown words as [UNK]', () => {
    expect([tokenizer.padId, tokenizer.endId]).toEqual([0, 0]);
    expect(tokenizer.encode(' abcd  =\n')).toEqual([1, 2]);
  });

  it('gives back the words without [PAD] and [UNK]', () => {
    expect(tokenizer.decode([163, 3, 1, 10, 0, 0])).toBe('abc % 1');
    expect(() => tokenizer.decode([17_711])).toThrow(
      'no word has the id 17711: there are 17711 words',
    );
  });

  it('refuses a word twice and a vocabulary without [UNK]', () => {
    const build = (...words: string[]) => new FixedVocabularyTokenizer(words);
    expect(() => build('[PAD]', '[UNK]', 'a', 'a')).toThrow('"a" stands twice');
    expect(() => build('[PAD]', 'a')).toThrow('has no word "[UNK]"');
  });
});

interface ReleaseTokenizer {
  readonly token_per_variable: boolean;
  readonly vocab_size: number;
  readonly head: readonly string[];
  readonly tail: readonly string[];
  readonly sha256_of_newline_joined_vocabulary: string;
  readonly texts: readonly [text: string, ids: number[], tokens: string[]][];
}

const file = '../shared/golden/datasets/set_inclusion/tokenizer.json';
const present = existsSync(file);
const title = "the authors' tokenizer of set inclusion";

describe.skipIf(!present)(present ? title : `${title} (skipped: ${file} is absent)`, () => {
  it('has the same words and reads the same ids', () => {
    const released = JSON.parse(readFileSync(file, 'utf8')) as ReleaseTokenizer[];
    for (const one of released) {
      const words = setInclusionVocabulary(
        { ...options, spacedNames: !one.token_per_variable },
        [],
      );
      expect(words).toHaveLength(one.vocab_size);
      expect(words.slice(0, one.head.length)).toEqual(one.head);
      expect(words.slice(-one.tail.length)).toEqual(one.tail);
      const hash = createHash('sha256').update(words.join('\n')).digest('hex');
      expect(hash).toBe(one.sha256_of_newline_joined_vocabulary);
      const reads = new FixedVocabularyTokenizer(words);
      for (const [text, ids] of one.texts) expect(reads.encode(text), text).toEqual(ids);
    }
    expect(released).toHaveLength(2);
  });
});
