import { describe, expect, it } from 'vitest';
import { SmallTokenizer } from '../../../test/small-tokenizer.js';
import { pretrainedTokenizer } from '../../tokenizers/pretrained.js';
import { WordLevelTokenizer } from '../../tokenizers/word-level.js';
import { aliasLetters, aliasTokens } from './alias-tokens.js';

const fixture = (name: string) =>
  pretrainedTokenizer(
    new URL(`../../../test/fixtures/tokenizers/${name}`, import.meta.url).pathname,
  );

describe('aliasTokens', () => {
  it('counts words', () => {
    const words = new WordLevelTokenizer(['name', 'of', 'calm', 'otter']);
    const found = aliasTokens({ prompt: 'name of calm otter', alias: 'calm otter' }, words);
    expect(found).toEqual({ start: 2, end: 4 });
  });

  it('takes an alias as words of their own, not as letters of others', () => {
    const words = new WordLevelTokenizer(['name', 'of', 'a', 'me', 'xa']);
    for (const alias of ['a', 'me', 'a me'])
      expect(aliasTokens({ prompt: `name of xa ${alias}`, alias }, words).start).toBe(3);
    expect(aliasLetters({ prompt: 'es is <|es|>', alias: '<|es|>' })).toEqual({
      start: 8,
      end: 10,
    });
  });

  it.each([
    ['gpt-neox', ['es', 'z', 'y', 'c']],
    ['llama', ['es', 'z', 'y', 'c']],
    ['t5', ['e', 's', 'z', 'y', 'c']],
  ])("leaves out the brackets of the release's aliases: %s", (name, pieces) => {
    const tokenizer = fixture(name);
    const prompt = 'Q: What is the name of <|eszyc|>?\nA:';
    const { start, end } = aliasTokens({ prompt, alias: '<|eszyc|>' }, tokenizer);
    const ids = tokenizer.encode(prompt).slice(start, end);
    expect(ids.map((id) => tokenizer.decode([id]))).toEqual(pieces);
  });

  it('takes in tokens that have only a part of the alias', () => {
    const tokenizer = new SmallTokenizer(['who ', 'is ', '<a', '<', 'b', 'c', 'c>?']);
    const found = aliasTokens({ prompt: 'who is <abc>?', alias: 'abc' }, tokenizer);
    expect(found).toEqual({ start: 2, end: 5 });
  });

  it('refuses a prompt without its alias', () => {
    const words = new WordLevelTokenizer(['name', 'otter']);
    expect(() => aliasTokens({ prompt: 'name otter', alias: 'calm' }, words)).toThrow(
      'the prompt "name otter" does not have the alias "calm"',
    );
    expect(() => aliasTokens({ prompt: 'name otter', alias: null }, words)).toThrow('alias null');
  });
});
