import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canStillMatch } from './can-still-match.js';
import { cleanUpSpaces } from './clean-up.js';
import { exactMatch } from './exact-match.js';

const matches = (text: string, truth: string): boolean =>
  exactMatch(cleanUpSpaces(text), truth) === 1;

/** Texts with all that matching forgives: articles, punctuation, case, spaces, contractions. */
const piece = fc.constantFrom(
  ...['a', 'an', 'the', 'A', 'The', 't', 'th', 'n', 's', 'can', 'thea', 'York', 'x', '1970s', 'é'],
  ...[
    ' ',
    ' ',
    '  ',
    '\n',
    '\u00a0',
    '\x1f',
    '.',
    ',',
    '!',
    "'",
    " ' ",
    " n't",
    " 's",
    " 've",
    ';',
  ],
  ...['–', '’', '_', '-', 'Σ', 'ΟΔΟΣ', 'ος', 'İ', '\u0301', '\u{1f600}', '\ufffd', '\ufeff'],
);
const phrase = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''));

/** A text that says the same as `truth` in another way. */
function disguised(truth: string): fc.Arbitrary<string> {
  const filling = fc.constantFrom('', '', '', ' ', ' the ', '.', " '", ' a', '\n', ' , ', '-');
  const parts = [...truth];
  return fc
    .tuple(
      fc.array(filling, { minLength: parts.length + 1, maxLength: parts.length + 1 }),
      fc.array(fc.boolean(), { minLength: parts.length, maxLength: parts.length }),
    )
    .map(([fillings, capitals]) =>
      parts.reduce(
        (text, part, i) =>
          text + (capitals[i] ? part.toUpperCase() : part) + (fillings[i + 1] ?? ''),
        fillings[0] ?? '',
      ),
    );
}

function expectEveryBeginningToMatch(text: string, truth: string): void {
  const characters = [...text];
  for (let length = 0; length <= characters.length; length++) {
    const beginning = characters.slice(0, length).join('');
    for (const half of ['', '\ufffd', '\ufffd\ufffd'])
      expect(canStillMatch(beginning + half, truth), JSON.stringify(beginning + half)).toBe(true);
  }
}

describe('canStillMatch', () => {
  it('never says no of the beginning of a text that matches in the end', () => {
    const texts = phrase.chain((truth) =>
      fc.tuple(fc.constant(truth), fc.oneof(phrase, disguised(truth))),
    );
    let matched = 0;
    fc.assert(
      fc.property(texts, ([truth, text]) => {
        if (!matches(text, truth)) return;
        matched++;
        expectEveryBeginningToMatch(text, truth);
      }),
      // An article whose letters come together where a space vanishes.
      { numRuns: 5000, examples: [[[" ' n;  ος", " ' a .n;  ος"]]] },
    );
    expect(matched).toBeGreaterThan(1000);
  });

  it('accepts the beginning of each alternative', () => {
    fc.assert(
      fc.property(phrase, phrase, (one, other) => {
        const [text, ...rest] = `${one};${other}`.split(';') as [string, ...string[]];
        if (matches(text, text)) expectEveryBeginningToMatch(text, [...rest, text].join(';'));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [' New Y', 'New York'],
    ['', 'New York'],
    [' the', 'New York'],
    [' th', 'York'],
    [' New York.\n', 'New York'],
    [' New York. A', 'New York'],
    [" is n'", 'isn’t;isnt'],
    [' Rock ', "Rock'n'Roll"],
    [' 19', '1970s;20th century'],
    [' U.', 'U.S.'],
    [' ΟΔΟΣ', 'οδοσα'],
    ['New\x1fY', 'New York'],
    ['\x1cNew', 'New\x1eYork'],
  ])('says yes of "%s" and "%s"', (text, truth) => {
    expect(canStillMatch(text, truth)).toBe(true);
  });

  it.each([
    [' Old', 'New York'],
    [' NewYork', 'New York'],
    [' N ew', 'New York'],
    [' New York C', 'New York'],
    [' New York\n\nQ', 'New York'],
    [' the th b', 'York'],
    [' 18', '1970s;20th century'],
    [' York the new', 'York'],
    [' New\x1fYork', 'NewYork'],
  ])('says no of "%s" and "%s"', (text, truth) => {
    expect(canStillMatch(text, truth)).toBe(false);
  });
});
