import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNormalizer } from './normalizers.js';
import { readPreTokenizer } from './pre-tokenizers.js';

type Part = string | { readonly type: string };
interface Results {
  readonly part: Part;
  /** Hashes of the results of a batch of texts, or of of rows of 256 code points. */
  readonly hashes: readonly string[];
  readonly first?: readonly unknown[];
}
const fixture = JSON.parse(
  readFileSync('test/fixtures/tokenizer-parts/text-parts.json', 'utf8'),
) as {
  readonly pool: readonly string[];
  readonly texts: {
    readonly count: number;
    readonly batch: number;
    readonly first: readonly string[];
  };
  readonly rows: readonly number[];
  readonly normalizers: readonly Results[];
  readonly preTokenizers: readonly Results[];
  readonly normalizersOfRows: readonly Results[];
  readonly preTokenizersOfRows: readonly Results[];
};
/** The table of normalisations that stands in a fixture of its own. */
const compiledTable: unknown = JSON.parse(
  readFileSync('test/fixtures/tokenizers/t5/tokenizer.json', 'utf8'),
).normalizer;

/** The texts that tools/make-tokenizer-parts.py draws. */
const texts: readonly string[] = (() => {
  let state = 20240917;
  const draw = (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  const { pool, texts } = fixture;
  return Array.from({ length: texts.count }, () => {
    const length = 1 + draw(30);
    return Array.from({ length }, () => pool[draw(pool.length)]).join('');
  });
})();

/** Every code point of the rows, each behind a letter; surrogates are left out. */
const textsOfRows: readonly string[] = fixture.rows.map((row) =>
  row >= 0xd8 && row < 0xe0
    ? ''
    : Array.from({ length: 256 }, (_, at) => `b${String.fromCodePoint(row * 256 + at)}`).join(''),
);

const shortened = (results: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(results)).digest('hex').slice(0, 12);

const nameOf = (part: Part): string => JSON.stringify(part).slice(0, 150);

const normalizing = (part: Part): ((text: string) => unknown) =>
  readNormalizer(part === 't5' ? compiledTable : part, 'normalizer');

function preTokenizing(part: Part): (text: string) => unknown {
  const preTokenize = readPreTokenizer(part, 'pre_tokenizer');
  return (text) => preTokenize([{ text, first: true }]).map((piece) => piece.text);
}

function expectResults(
  { part, hashes, first }: Results,
  given: readonly string[],
  run: (text: string) => unknown,
): void {
  const results = given.map(run);
  if (first !== undefined) expect(results.slice(0, first.length)).toEqual(first);
  const { batch } = fixture.texts;
  const found = hashes.map((_, at) => shortened(results.slice(at * batch, (at + 1) * batch)));
  expect(found, nameOf(part)).toEqual(hashes);
}

describe('parts of a tokenizer.json that work on texts', () => {
  it('are tried on the texts of the reference', () => {
    expect(texts.slice(0, fixture.texts.first.length)).toEqual(fixture.texts.first);
    expect(texts).toHaveLength(2000);
  });

  it.each(fixture.normalizers.map((results) => [nameOf(results.part), results] as const))(
    'normalizes 2,000 texts as the reference does: %s',
    (_, results) => expectResults(results, texts, normalizing(results.part)),
  );

  it.each(fixture.preTokenizers.map((results) => [nameOf(results.part), results] as const))(
    'cuts 2,000 texts as the reference does: %s',
    (_, results) => expectResults(results, texts, preTokenizing(results.part)),
  );

  it.each(fixture.normalizersOfRows.map((results) => [nameOf(results.part), results] as const))(
    'normalizes every code point as the reference does: %s',
    (_, results) => expectResults(results, textsOfRows, normalizing(results.part)),
  );

  it.each(fixture.preTokenizersOfRows.map((results) => [nameOf(results.part), results] as const))(
    'cuts at every code point as the reference does: %s',
    (_, results) => expectResults(results, textsOfRows, preTokenizing(results.part)),
  );
});
