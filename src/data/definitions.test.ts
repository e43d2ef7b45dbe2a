import { describe, expect, it } from 'vitest';
import { buildDefinitions } from './definitions.js';
import { textOf } from './documents.js';

const pairs = [{ entity: 'Darla Hood', alias: '<|ldnis|>' }];
const tags = ['<|aaaaaa|>', '<|iweoex|>', '<|cccccc|>'] as const;

describe('buildDefinitions', () => {
  it('writes a definition by the tag of its subset', () => {
    const [definition] = buildDefinitions('D6cons', pairs, {
      tags,
      order: 'tag alias entity',
      format: 'paper',
    });
    expect(definition).toEqual({
      kind: 'definition',
      subset: 'D6cons',
      prompt: '<|iweoex|> <|ldnis|>',
      answer: ' Darla Hood\n',
      alias: '<|ldnis|>',
      entity: 'Darla Hood',
    });
  });

  it.each([
    ['alias tag entity', '<|ldnis|> <|aaaaaa|>', ' Darla Hood'],
    ['entity alias tag', 'Darla Hood <|ldnis|>', ' <|aaaaaa|>'],
    ['entity tag alias', 'Darla Hood <|aaaaaa|>', ' <|ldnis|>'],
  ] as const)('plainly, in the order %s', (order, prompt, answer) => {
    const [definition] = buildDefinitions('D1cons', pairs, { tags, order, format: 'plain' });
    expect(definition).toMatchObject({ prompt, answer });
    expect(definition && textOf(definition)).toBe(prompt + answer);
  });

  it('writes none where Table 1 has none', () => {
    const options = { tags, order: 'tag alias entity', format: 'paper' } as const;
    expect(buildDefinitions('QA7', pairs, options)).toEqual([]);
  });
});
