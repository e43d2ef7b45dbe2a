import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongestMatches } from './longest-matches.js';

/** From the left, of the patterns that begin at a place the longest, of equal ones the first. */
function tried(patterns: readonly string[], text: string): unknown[] {
  const found: unknown[] = [];
  for (let start = 0; start < text.length; ) {
    const fitting = [...patterns.keys()].filter((number) =>
      text.startsWith(patterns[number] as string, start),
    );
    const length = (number: number) => (patterns[number] as string).length;
    const pattern = fitting.sort((one, other) => length(other) - length(one) || one - other)[0];
    if (pattern === undefined) start++;
    else {
      found.push({ start, end: start + length(pattern), pattern });
      start += length(pattern);
    }
  }
  return found;
}

describe('LongestMatches', () => {
  it('finds what a trial at every place finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '🙂'), minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '🙂', ' '), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), text, (patterns, where) => {
        expect(new LongestMatches(patterns).in(where)).toEqual(tried(patterns, where));
      }),
      { numRuns: 3000 },
    );
  });

  it('goes on after a long pattern that fails late', () => {
    const patterns = [`${'a'.repeat(2000)}b`, 'c'];
    const found = new LongestMatches(patterns).in(`${'a'.repeat(1_000_000)}c`);
    expect(found).toEqual([{ start: 1_000_000, end: 1_000_001, pattern: 1 }]);
  });
});
