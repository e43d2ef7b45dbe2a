import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { splitWords } from '../text/words.js';
import { FixedVocabularyTokenizer } from './fixed-vocabulary.js';
import { pretrainedTokenizer } from './pretrained.js';
import type { SavableTokenizer } from './saved-tokenizer.js';
import { WordLevelTokenizer } from './word-level.js';

const fixture = join(import.meta.dirname, '../../test/fixtures/words');
const words =
  'a b x y " \\ / , <s> </s> <unk> 1987 7 10 __proto__ constructor café cafe\u0301 🙂 a[PAD]b [PAD]] ' +
  '▁a A x\u0085y x\u200by';
const temporary = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** The tokenizer as its files describe it. */
function read(tokenizer: SavableTokenizer, name: string) {
  const folder = join(temporary, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of tokenizer.saved().files) writeFileSync(join(folder, file), content);
  return pretrainedTokenizer(folder);
}

describe('the files of a vocabulary of words', () => {
  const tokenizer = new WordLevelTokenizer(splitWords(words));

  it('are those that Python has read', () => {
    const { files, modelKeys } = tokenizer.saved();
    for (const [name, content] of files)
      expect(content).toBe(readFileSync(join(fixture, name), 'utf8'));
    expect(modelKeys).toEqual({ bos_token_id: null, eos_token_id: null, pad_token_id: 0 });
  });

  it("give the ids of Python's tokenizers and transformers, and our own", () => {
    const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8'));
    const again = read(tokenizer, 'fixture');
    expect([again.padId, again.endId, again.vocabularySize]).toEqual([0, null, expected.size]);
    expect(expected.padId).toBe(0);
    for (const { text, ids, decoded } of expected.texts) {
      expect(again.encode(text), JSON.stringify(text)).toEqual(ids);
      expect(again.decode(ids)).toBe(decoded);
      if (!ids.includes(1)) expect(tokenizer.encode(text)).toEqual(ids);
    }
  });

  it('give equal ids whatever the words are', () => {
    const pieces = [
      '[PAD]',
      '[UNK]',
      '<s>',
      'a',
      ' ',
      '\ufeff',
      '\u0085',
      '\u200b',
      '1',
      '"',
      '\\',
    ];
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme' })), {
      maxLength: 12,
    });
    let run = 0;
    fc.assert(
      fc.property(texts, texts, (known, more) => {
        const seen = [...new Set(splitWords(known.join('')))];
        const own = new WordLevelTokenizer(seen);
        const fixed = new FixedVocabularyTokenizer([
          '[PAD]',
          ...seen.filter((word) => word !== '[PAD]' && word !== '[UNK]'),
          '[UNK]',
        ]);
        const [ownRead, fixedRead] = [read(own, `own${++run}`), read(fixed, `fixed${run}`)];
        expect(ownRead.encode(known.join(''))).toEqual(own.encode(known.join('')));
        for (const text of [known.join(''), more.join('')])
          expect(fixedRead.encode(text)).toEqual(fixed.encode(text));
        expect([fixedRead.padId, fixedRead.endId]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
