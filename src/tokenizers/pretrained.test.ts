import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkVocabulary, type PretrainedTokenizer, pretrainedTokenizer } from './pretrained.js';

const fixtures = fileURLToPath(new URL('../../test/fixtures/tokenizers', import.meta.url));
const shared = fileURLToPath(new URL('../../../shared', import.meta.url));
const gptNeoX = join(shared, 'tokenizers', 'gpt-neox', 'tokenizer.json');
const golden = join(shared, 'golden', 'tokenizer_gpt_neox.json');
const absent = existsSync(gptNeoX) && existsSync(golden) ? '' : ' (skipped: ../shared is absent)';

const expectedOf = (kind: string) =>
  z
    .object({
      vocabularySize: z.number(),
      texts: z.array(
        z.object({
          text: z.string(),
          ids: z.array(z.number()),
          whole: z.array(z.number()),
          offsets: z.array(z.tuple([z.number(), z.number()])),
          decoded: z.string(),
        }),
      ),
      cut: z.array(z.object({ ids: z.array(z.number()), decoded: z.string() })),
    })
    .parse(JSON.parse(readFileSync(join(fixtures, kind, 'expected.json'), 'utf8')));

/** The spans in code points, as the reference counts. */
function codePointSpans(tokenizer: PretrainedTokenizer, text: string): number[][] {
  const points = (end: number) => Array.from(text.slice(0, end)).length;
  return tokenizer.offsets(text).map(([start, end]) => [points(start), points(end)]);
}

describe.each(['gpt-neox', 'llama', 't5'])('a tokenizer.json like that of %s', (kind) => {
  const expected = expectedOf(kind);
  const tokenizer = pretrainedTokenizer(join(fixtures, kind));
  const before = kind === 'llama' ? [1] : [];

  it('has as many ids as the reference', () => {
    expect(tokenizer.vocabularySize).toBe(expected.vocabularySize);
  });

  it('gives the ids of the reference, with what stands before a text and nothing after', () => {
    for (const { text, ids, whole } of expected.texts) {
      expect(tokenizer.encode(text), JSON.stringify(text)).toEqual([...before, ...ids]);
      expect(whole.slice(0, before.length + ids.length)).toEqual([...before, ...ids]);
    }
    const texts = expected.texts.map(({ text }) => text);
    expect(tokenizer.encodeAll(texts)).toEqual(texts.map((text) => tokenizer.encode(text)));
  });

  it('decodes as the reference, special tokens left out', () => {
    for (const { ids, decoded } of [...expected.texts, ...expected.cut])
      expect(tokenizer.decode([...before, ...ids]), JSON.stringify(ids)).toBe(decoded);
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.decode([tokenizer.vocabularySize + 7])).toBe('');
  });

  it('says where tokens stand in a text, or that they do not spell it', () => {
    let changed = 0;
    for (const { text, offsets } of expected.texts) {
      try {
        const spans = codePointSpans(tokenizer, text);
        expect(spans, JSON.stringify(text)).toEqual([...before.map(() => [0, 0]), ...offsets]);
      } catch (error) {
        if (!/do not spell it/.test(String(error))) throw error;
        changed++;
      }
    }
    expect(changed).toBe({ 'gpt-neox': 2, llama: 0, t5: 4 }[kind]);
  });
});

describe('the end and the padding token', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credence-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function tokenizerOf(kind: string, files: Readonly<Record<string, unknown>>) {
    const tokenizer = readFileSync(join(fixtures, kind, 'tokenizer.json'));
    writeFileSync(join(folder, 'tokenizer.json'), tokenizer);
    for (const [name, json] of Object.entries(files))
      writeFileSync(join(folder, name), JSON.stringify(json));
    return pretrainedTokenizer(folder);
  }

  it.each([
    ['gpt-neox', {}, { endId: 0, padId: 0 }],
    ['llama', {}, { endId: 2, padId: 2 }],
    ['t5', {}, { endId: 1, padId: 0 }],
    [
      'gpt-neox',
      { 'config.json': { eos_token_id: [3, 1] } },
      { endId: 3, padId: 3, otherEndIds: [1] },
    ],
    ['gpt-neox', { 'generation_config.json': { eos_token_id: 5 } }, { endId: 5, padId: 5 }],
    [
      'gpt-neox',
      {
        'config.json': { eos_token_id: [3, 1] },
        'generation_config.json': { eos_token_id: [5, 0] },
        'tokenizer_config.json': { eos_token: '<|endoftext|>' },
      },
      { endId: 0, padId: 0, otherEndIds: [5] },
    ],
    ['llama', { 'config.json': { eos_token_id: null, pad_token_id: 7 } }, { endId: 2, padId: 7 }],
    ['gpt-neox', { 'special_tokens_map.json': { pad_token: '<|padding|>' } }, { padId: 1 }],
    ['t5', { 'tokenizer_config.json': { eos_token: { content: '<extra_id_0>' } } }, { endId: 88 }],
  ])('of %s with %j are %j', (kind, files, ids) => {
    expect(tokenizerOf(kind, files)).toMatchObject(ids);
  });

  it('puts the begin token before texts as tokenizer.json says, as transformers 5 does', () => {
    const config = (add_bos_token: boolean) => ({
      'tokenizer_config.json': { add_bos_token, bos_token: '<s>' },
    });
    expect(tokenizerOf('llama', config(true)).encode('x')[0]).toBe(1);
    expect(tokenizerOf('llama', config(false)).encode('x')[0]).toBe(1);
  });

  it('leaves out tokens that only the configuration calls special', () => {
    const files = { 'tokenizer_config.json': { eos_token: '?' } };
    const tokenizer = tokenizerOf('gpt-neox', files);
    expect(tokenizer.decode(tokenizer.encode('Who?\n'))).toBe('Who\n');
  });

  it.each([
    ['{', /tokenizer\.json, line 1, column 2: not JSON: /],
    ['{}', /tokenizer\.json: model: /],
    [
      '{"model":{"type":"Markov","vocab":{}}}',
      /tokenizer\.json: model\.type: "Markov" is not supported, only BPE, WordPiece, WordLevel, Unigram/,
    ],
    [
      '{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Rot13"}}',
      /tokenizer\.json: normalizer: the normalizer "Rot13" is not supported/,
    ],
    [
      '{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}',
      /tokenizer\.json: neither a padding nor an end token is known/,
    ],
    [
      '{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":' +
        '{"type":"Precompiled","precompiled_charsmap":"AAEAAA=="}}',
      /tokenizer\.json: normalizer: .*the precompiled table of 4 bytes is cut off or damaged/,
    ],
  ])('says what is wrong with %s', (text, message) => {
    writeFileSync(join(folder, 'tokenizer.json'), text);
    expect(() => pretrainedTokenizer(folder)).toThrow(message);
  });

  it('says what is missing', () => {
    expect(() => pretrainedTokenizer(folder)).toThrow(
      /has no tokenizer\.json; transformers writes/,
    );
    expect(() => pretrainedTokenizer(join(folder, 'x'))).toThrow(/there is no tokenizer at .*x/);
  });

  it('finds a tokenizer with ids that the model has no rows for', () => {
    const tokenizer = tokenizerOf('t5', { 'config.json': { eos_token_id: 95 } });
    expect(() => checkVocabulary(tokenizer, 100, 'here')).not.toThrow();
    expect(() => checkVocabulary(tokenizer, 80, 'here')).toThrow(
      'here: the tokenizer has 90 ids, but the model has only 80 rows',
    );
    expect(() => checkVocabulary(tokenizer, 92, 'here')).toThrow(
      'here: the end token has the id 95, but the model has only 92 rows',
    );
  });
});

describe(`GPT-NeoX's tokenizer${absent}`, () => {
  const cases = () =>
    z
      .array(
        z.object({
          text: z.string(),
          ids: z.array(z.number()),
          ids_added: z.array(z.number()),
          decoded: z.string(),
        }),
      )
      .parse(JSON.parse(readFileSync(golden, 'utf8')));

  it.skipIf(absent)('is that of transformers, without and with added tokens', () => {
    const addedTokens = ['<|xkqwz|>', '<|qmzaer|>'];
    const plain = pretrainedTokenizer(gptNeoX);
    const more = pretrainedTokenizer(gptNeoX, { addedTokens });
    expect(plain).toMatchObject({ vocabularySize: 50_277, endId: 0, padId: 0 });
    expect(more.vocabularySize).toBe(50_279);
    expect(more.encode(addedTokens.join(''))).toEqual([50_277, 50_278]);
    for (const { text, ids, ids_added, decoded } of cases()) {
      expect(plain.encode(text)).toEqual(ids);
      expect(more.encode(text)).toEqual(ids_added);
      expect(plain.decode(ids)).toBe(decoded);
      expect(more.decode(ids_added)).toBe(decoded);
    }
  });
});
