import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.js';
import { type PretrainedTokenizer, pretrainedTokenizer } from '../pretrained.js';

interface Fixture {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly base: string;
    readonly changes: Readonly<Record<string, unknown>>;
    readonly config: object | null;
    readonly map: object | null;
    readonly model: object | null;
    readonly ids: readonly (readonly number[])[] | null;
  }[];
}

const fixtures = fileURLToPath(new URL('../../../test/fixtures', import.meta.url));
const fixture = JSON.parse(
  readFileSync(join(fixtures, 'tokenizer-configs.json'), 'utf8'),
) as Fixture;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function tokenizerOf(
  base: string,
  changes: object,
  files: Readonly<Record<string, object | null>>,
): PretrainedTokenizer | null {
  const json = readFileSync(join(fixtures, 'tokenizers', base, 'tokenizer.json'), 'utf8');
  const all = { ...files, tokenizer: { ...JSON.parse(json), ...changes } };
  for (const [name, content] of Object.entries(all))
    if (content !== null) writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  try {
    return pretrainedTokenizer(folder);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

describe('tokenizer_config.json, special_tokens_map.json and config.json', () => {
  it('change ids as in transformers, or are refused', () => {
    const refused: unknown[] = [];
    for (const { base, changes, config, map, model, ids } of fixture.cases) {
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'credence-'));
      const files = { tokenizer_config: config, special_tokens_map: map, config: model };
      const tokenizer = tokenizerOf(base, changes, files);
      if (tokenizer === null) {
        if (ids !== null) refused.push({ base, changes, config, map, model });
        continue;
      }
      for (const [at, text] of fixture.texts.entries()) {
        const where = JSON.stringify({ base, changes, config, map, model, text });
        expect(tokenizer.encode(text), where).toEqual(ids?.[at]);
      }
    }
    expect(refused).toEqual([]);
  });
});
