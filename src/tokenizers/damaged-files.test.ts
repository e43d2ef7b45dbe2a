import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PortableRandom } from '../../test/portable-random.js';
import { mutatedJson } from '../../test/tokenizer-mutations.js';
import { UserError } from '../errors/user-error.js';
import { type PretrainedTokenizer, pretrainedTokenizer } from './pretrained.js';

const path = fileURLToPath(new URL('../../test/fixtures/tokenizer-models.json', import.meta.url));
const fixture = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly chunks: readonly string[];
  readonly mutations: {
    readonly bases: readonly object[];
    readonly pool: readonly unknown[];
    readonly keys: readonly string[];
  };
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function tokenizerOf(files: Readonly<Record<string, string>>): PretrainedTokenizer {
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, `${name}.json`), text);
  return pretrainedTokenizer(folder);
}

const config = '{"eos_token":"a"}';
/** A tokenizer with this model, whose end token is "a". */
const withModel = (model: object, rest: object = {}) =>
  tokenizerOf({ tokenizer: JSON.stringify({ model, ...rest }), tokenizer_config: config });

const letters = { a: 0, b: 1, ab: 2, '<unk>': 3 };
const bpe = { type: 'BPE', vocab: letters, merges: ['a b'], unk_token: '<unk>' };
const words = { type: 'WordLevel', vocab: letters, unk_token: '<unk>' };
const pieces = {
  type: 'WordPiece',
  vocab: letters,
  unk_token: '<unk>',
  continuing_subword_prefix: '',
  max_input_chars_per_word: 1e6,
};
const unigram = {
  type: 'Unigram',
  vocab: [
    ['<unk>', 0],
    ['a', -1],
    ['b', -1],
    ['ab', -1],
  ],
};
const added = (content: string, more: object = {}) => ({
  id: 0,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: false,
  ...more,
});

describe('a tokenizer with a token __proto__', () => {
  // JSON.parse makes it an own key, as an object literal does not.
  const vocab = JSON.parse('{"<unk>":0,"a":1,"__proto__":2,"constructor":3}') as object;
  const list = [
    ['<unk>', 0],
    ['a', -1],
    ['__proto__', -1],
    ['constructor', -1],
  ];
  const special = JSON.parse('{"__proto__":{"id":"__proto__","ids":[2],"tokens":[""]}}') as object;
  it.each([
    { ...words, vocab },
    { ...pieces, vocab },
    { ...bpe, vocab, merges: [], ignore_merges: true },
    { ...unigram, vocab: list, unk_id: 0 },
  ])('of type $type has its id', (model) => {
    const tokenizer = withModel(model);
    expect(tokenizer.encode('__proto__')).toEqual([2]);
    expect(tokenizer.encode('constructor')).toEqual([3]);
    expect(tokenizer.decode([2])).toBe('__proto__');
    expect(tokenizer.encode('toString').every((id) => id === 0)).toBe(true);
  });

  it('has it before a text, and among added tokens', () => {
    const single = [
      { SpecialToken: { id: '__proto__', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
    ];
    const template = { type: 'TemplateProcessing', single, pair: single, special_tokens: special };
    const rest = { post_processor: template, added_tokens: [added('__proto__')] };
    expect(withModel(words, rest).encode('a__proto__')).toEqual([2, 0, 4]);
  });
});

describe('a text that the vocabulary cannot write', () => {
  it.each([
    [
      { ...unigram, unk_id: null },
      'model: "Q" is not in the vocabulary, and unk_id names no token',
    ],
    [{ ...bpe, unk_token: 'x' }, 'nor is unk_token, "x"'],
    [{ ...words, unk_token: 'x' }, 'nor is unk_token, "x"'],
    [{ ...pieces, unk_token: 'x' }, 'nor is unk_token, "x"'],
  ])('is refused by %j', (model, message) => {
    const tokenizer = withModel(model);
    expect(tokenizer.encode('ab').every(Number.isInteger)).toBe(true);
    expect(() => tokenizer.encode('Q')).toThrow(UserError);
    expect(() => tokenizer.encode('Q')).toThrow(message);
  });
});

describe('what is wrong with a tokenizer.json', () => {
  it.each([
    [{ ...bpe, dropout: 0.1 }, {}, 'model.dropout: 0.1 draws tokens at random'],
    [{ ...bpe, vocab: { a: 1.5 } }, {}, 'model.vocab: the token "a" has no id'],
    [{ ...bpe, vocab: { a: -1 } }, {}, 'model.vocab: the token "a" has no id'],
    [{ ...bpe, vocab: { a: 4e9 } }, {}, 'model.vocab: the token "a" has no id'],
    [{ ...bpe, vocab: { a: 1, b: 1 } }, {}, 'the token "b" and "a" share the id 1'],
    [{ ...bpe, merges: ['a c'] }, {}, 'model.merges[0]: "c" is not in the vocabulary'],
    [{ ...bpe, merges: ['b a'] }, {}, 'model.merges[0]: "ba" is not in the vocabulary'],
    [{ ...bpe, merges: ['a b b'] }, {}, 'model.merges: number 1, "a b b", is not two tokens'],
    [{ ...unigram, unk_id: 4 }, {}, 'model.unk_id: there is no token 4'],
    [{ ...words, vocab: { a: 0, b: 2 } }, { added_tokens: [added('c')] }, '"c" would get the id 2'],
    [words, { decoder: { type: 'Magic' } }, 'decoder.type: "Magic" is not supported'],
    [words, { decoder: { type: 'WordPiece', prefix: '' } }, 'decoder.cleanup: expected boolean'],
    [words, { post_processor: { type: 'Magic' } }, 'post_processor.type: "Magic" is not'],
    [words, { normaliser: null }, 'the key "normaliser" is unknown'],
    [words, { version: '2.0' }, 'version: expected "1.0"'],
    [
      words,
      { post_processor: { type: 'BertProcessing', sep: ['x', 9], cls: ['y', 8] } },
      'post_processor: no token has the id 8',
    ],
    [
      words,
      {
        normalizer: { type: 'Strip', strip_left: true, strip_right: true },
        added_tokens: [added(' ', { normalized: true })],
      },
      'the added token " " is normalised to nothing',
    ],
  ])('%j with %j', (model, rest, message) => {
    expect(() => withModel(model, rest)).toThrow(UserError);
    expect(() => withModel(model, rest)).toThrow(message);
  });
});

describe('ids of config.json', () => {
  const tokenizer = JSON.stringify({ model: words });
  const idsOf = (model: object, generation: object = {}) => {
    const files = { config: JSON.stringify(model), generation_config: JSON.stringify(generation) };
    const { padId, endId, otherEndIds } = tokenizerOf({ tokenizer, ...files });
    return { padId, endId, otherEndIds };
  };
  it('below 0 are no tokens', () => {
    const end = { padId: 2, endId: 2, otherEndIds: [] };
    expect(idsOf({ eos_token_id: 2, pad_token_id: -1 })).toEqual(end);
    expect(idsOf({ eos_token_id: [-1, 2], pad_token_id: -1 })).toEqual(end);
    expect(idsOf({ eos_token_id: -1, pad_token_id: -100 }, { eos_token_id: 2 })).toEqual(end);
    expect(idsOf({ eos_token_id: 2 }, { eos_token_id: -1, pad_token_id: -1 })).toEqual(end);
    expect(() => idsOf({ eos_token_id: -1, pad_token_id: -1 })).toThrow('neither a padding nor');
  });
});

describe('long texts', () => {
  it.each([bpe, { ...unigram, unk_id: 0 }, words, pieces])('are no burden to $type', (model) => {
    const text = 'ab'.repeat(model === pieces ? 50_000 : 250_000);
    const many = withModel(model, { added_tokens: [added('<x>', { lstrip: true })] });
    expect(many.encode(text).length).toBeGreaterThan(0);
    expect(
      many.encode(`${' '.repeat(200_000)}<x>`.repeat(2)).filter((id) => id === 4),
    ).toHaveLength(2);
  });
});

describe('damaged files', () => {
  const texts = new PortableRandom(5).texts(5, fixture.chunks);
  /** Reads the tokenizer and some texts; only UserErrors stop that. */
  function use(files: Readonly<Record<string, string>>, where: string): void {
    try {
      const tokenizer = tokenizerOf(files);
      for (const text of texts) {
        const ids = tokenizer.encode(text);
        if (!ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize))
          throw new Error(`ids ${ids} of ${tokenizer.vocabularySize}`);
        tokenizer.decode(ids);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw new Error(where, { cause: error });
      expect(error.message.length, where).toBeLessThan(1500);
    }
  }

  it('of changed values end in ids, or in one UserError', () => {
    const seed = 11;
    const random = new PortableRandom(seed);
    for (let number = 0; number < 1500; number++) {
      const base = fixture.mutations.bases[number % fixture.mutations.bases.length];
      const json = mutatedJson(base, random, fixture.mutations);
      use({ tokenizer: json, tokenizer_config: config }, `seed ${seed}, number ${number}: ${json}`);
    }
  });

  it('of changed characters end in ids, or in one UserError', () => {
    const seed = 12;
    const random = new PortableRandom(seed);
    const inserts = ['', '', '"', '0', '-', 'e', '[', '}', '\\u', ' ', '\0', 'null', 'é', ','];
    for (let number = 0; number < 1500; number++) {
      let json = JSON.stringify(fixture.mutations.bases[number % fixture.mutations.bases.length]);
      for (let left = 1 + random.below(2); left > 0; left--) {
        const at = random.below(json.length);
        json = json.slice(0, at) + inserts[random.below(inserts.length)] + json.slice(at + 1);
      }
      use({ tokenizer: json, tokenizer_config: config }, `seed ${seed}, number ${number}: ${json}`);
    }
  });

  it('beside tokenizer.json end in ids, or in one UserError', () => {
    const seed = 13;
    const random = new PortableRandom(seed);
    const token = { content: 'ab', lstrip: true, special: true };
    const beside = {
      tokenizer_config: {
        tokenizer_class: 'GPT2Tokenizer',
        eos_token: 'a',
        pad_token: token,
        add_prefix_space: true,
        added_tokens_decoder: { '3': token, '9': { content: 'the', normalized: true } },
        extra_special_tokens: ['<y>'],
        split_special_tokens: false,
      },
      special_tokens_map: { unk_token: 'b', additional_special_tokens: ['<x>', token] },
      config: { model_type: 'gpt2', eos_token_id: 2, pad_token_id: -1 },
      generation_config: { eos_token_id: [1, 2] },
    };
    const { keys, pool } = fixture.mutations;
    const all = {
      pool,
      keys: [...keys, ...Object.values(beside).flatMap((file) => Object.keys(file))],
    };
    for (let number = 0; number < 800; number++) {
      const base = fixture.mutations.bases[number % fixture.mutations.bases.length];
      const files = Object.fromEntries(
        Object.entries(beside).map(([name, file]) => [name, mutatedJson(file, random, all)]),
      );
      const where = `seed ${seed}, number ${number}: ${JSON.stringify(files)}`;
      use({ tokenizer: JSON.stringify(base), ...files }, where);
    }
  });
});
