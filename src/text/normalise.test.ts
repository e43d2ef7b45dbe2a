import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import cases from '../../test/fixtures/exact-match.json' with { type: 'json' };
import { normaliseAnswer } from './normalise.js';
import { stripPython } from './python-text.js';

describe('normaliseAnswer', () => {
  it.each(cases)('normalises "$prediction" as the reference does', ({ prediction, normalised }) => {
    expect(normaliseAnswer(prediction)).toBe(normalised);
  });

  it('deletes every ASCII punctuation character and no other', () => {
    expect(normaliseAnswer('x!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~y')).toBe('xy');
    expect(normaliseAnswer('x’y–z')).toBe('x’y–z');
  });

  it('takes articles as words of any script', () => {
    expect(normaliseAnswer('éa the añ')).toBe('éa añ');
    expect(normaliseAnswer('à a là')).toBe('à là');
  });

  it('knows whitespace beyond ASCII', () => {
    expect(normaliseAnswer('New\u00a0\u2003York\n')).toBe('new york');
    // As the release's normalize_answer gives it: U+001C to U+001F are white space to Python.
    expect(normaliseAnswer('\x1f_Bf')).toBe('bf');
    expect(normaliseAnswer('\x1cNew\x1d\x1eYork\x1f')).toBe('new york');
    expect(normaliseAnswer('New\x85the\x1fYork')).toBe('new york');
  });

  it('has single spaces, none at the ends, and ignores the case of ASCII letters', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const normal = normaliseAnswer(text);
        expect(normal).toBe(stripPython(normal).replace(/ {2,}/g, ' '));
        expect(normaliseAnswer(text.toUpperCase())).toBe(normal);
      }),
    );
  });
});
