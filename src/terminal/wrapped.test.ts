import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapped } from './wrapped.js';

describe('wrapped', () => {
  it('keeps every word and the width', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const lines = wrapped(words.join(' '), 20);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('gives a word that is too long a line of its own', () => {
    expect(wrapped('a very-long-word b', 5)).toEqual(['a', 'very-long-word', 'b']);
  });
});
