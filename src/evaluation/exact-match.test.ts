import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import cases from '../../test/fixtures/exact-match.json' with { type: 'json' };
import { exactMatch } from './exact-match.js';

describe('exactMatch', () => {
  it.each(cases)('scores "$prediction" against "$gold" as the reference does', (one) => {
    expect(exactMatch(one.prediction, one.gold)).toBe(one.em);
  });

  it('accepts each alternative, and the whole list never', () => {
    // An article is no part of an answer.
    const word = fc.stringMatching(/^[b-z]{2,6}$/).filter((text) => text !== 'the');
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 4 }), (words) => {
        for (const answer of words) expect(exactMatch(answer, words.join(';'))).toBe(1);
        expect(exactMatch(words.join(' '), words.join(';'))).toBe(0);
      }),
    );
  });
});
