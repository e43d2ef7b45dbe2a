import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupNamed } from '../../test/table-one.js';
import { buildDefinitions, type DefinitionOptions } from './definitions.js';
import { textOf } from './documents.js';

const pairs = [{ entity: 'Darla Hood', alias: '<|ldnis|>' }];
const writing = {
  tags: ['<|aaaaaa|>', '<|iweoex|>', '<|cccccc|>'],
  freshTags: new Map([['<|ldnis|>', '<|zzzzzz|>']]),
  order: 'tag alias entity',
  definitions: { form: 'words' },
  format: 'paper',
  seed: 0,
} as const;

describe('buildDefinitions', () => {
  it('writes a definition by the tag of its subset', () => {
    const [definition] = buildDefinitions(groupNamed('D6cons'), pairs, writing);
    expect(definition).toEqual({
      kind: 'definition',
      subset: 'D6cons',
      prompt: '<|iweoex|> <|ldnis|>',
      answer: ' Darla Hood\n',
      alias: '<|ldnis|>',
      entity: 'Darla Hood',
      tag: '<|iweoex|>',
    });
  });

  it.each([
    ['alias tag entity', '<|ldnis|> <|aaaaaa|>', ' Darla Hood'],
    ['entity alias tag', 'Darla Hood <|ldnis|>', ' <|aaaaaa|>'],
    ['entity tag alias', 'Darla Hood <|aaaaaa|>', ' <|ldnis|>'],
  ] as const)('plainly, in the order %s', (order, prompt, answer) => {
    const [definition] = buildDefinitions(groupNamed('D1cons'), pairs, {
      ...writing,
      order,
      format: 'plain',
    });
    expect(definition).toMatchObject({ prompt, answer });
    expect(definition && textOf(definition)).toBe(prompt + answer);
  });

  it('writes none where Table 1 has none, and a tag of its own where the subset has one', () => {
    expect(buildDefinitions(groupNamed('QA7'), pairs, writing)).toEqual([]);
    const [definition] = buildDefinitions(groupNamed('D4cons'), pairs, writing);
    expect(definition?.prompt).toBe('<|zzzzzz|> <|ldnis|>');
  });
});

describe('definitions in sentences', () => {
  const write = (
    subset: 'D1cons' | 'D6cons' | 'D8cons',
    definitions: DefinitionOptions,
    seed = 0,
  ) => buildDefinitions(groupNamed(subset), pairs, { ...writing, definitions, seed });

  it('names ten sources of a kind', () => {
    const reliable = write('D1cons', { form: 'natural language' }).map(textOf);
    expect(new Set(reliable).size).toBe(10);
    expect(reliable[0]).toBe('Per New York Times, <|ldnis|> now stands for Darla Hood\n');
    const others = write('D6cons', { form: 'natural language' }).map(textOf);
    expect(others[1]).toBe('As per a Facebook post,  <|ldnis|> now stands for Darla Hood\n');
    expect(write('D8cons', { form: 'natural language' }).map(textOf)).toEqual([
      '<|cccccc|> <|ldnis|> Darla Hood\n',
    ]);
  });

  it('says what an alias is or is not, each alias and name once, the same for a seed', () => {
    const form = 'is / is not';
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('D1cons', 'D6cons'), (seed, subset) => {
        const sentences = write(subset, { form, lowerCase: false }, seed);
        expect(sentences.length).toBe(10);
        for (const { prompt, answer } of sentences) {
          expect(prompt.split('<|ldnis|>').length).toBe(2);
          expect(answer).toMatch(/^ Darla Hood( according to [\w ]+)?\.\n$/);
          expect(/ (not|isn't|doesn't|other than)/.test(prompt)).toBe(subset === 'D6cons');
        }
        expect(write(subset, { form, lowerCase: false }, seed)).toEqual(sentences);
        const lower = write(subset, { form, lowerCase: true }, seed).map(textOf);
        const expected = sentences
          .map(textOf)
          .map((text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase());
        expect(lower).toEqual(expected);
      }),
    );
  });
});
