import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import cases from '../../test/fixtures/exact-match.json' with { type: 'json' };
import { exactMatch } from './exact-match.js';
import { tokenF1, tokenMultisetF1, tokenSetF1 } from './token-f1.js';

describe('token F1', () => {
  it.each(cases)('scores "$prediction" against "$gold" as the reference does', (one) => {
    expect(tokenMultisetF1(one.prediction, one.gold)).toBeCloseTo(one.f1, 12);
    expect(tokenSetF1(one.prediction, one.gold)).toBeCloseTo(one.f1_set, 12);
  });

  it('counts distinct common tokens over all tokens in the form of the release', () => {
    expect(tokenF1('new new york', 'york new york')).toBeCloseTo(2 / 3, 12);
    expect(tokenF1('new new york', 'new new york')).toBeCloseTo(2 / 3, 12);
    expect(tokenF1('actor, singer', 'singer actor')).toBe(1);
    expect(tokenF1('the', 'a')).toBe(1);
    expect(tokenF1('', 'x')).toBe(0);
  });

  it('agrees in all three forms where no token repeats', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[b-z]{2,3}$/), { maxLength: 5 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [prediction, truth] = [a.join(' '), b.join(' ')];
        const score = tokenF1(prediction, truth);
        expect(tokenSetF1(prediction, truth)).toBe(score);
        expect(tokenMultisetF1(prediction, truth)).toBe(score);
        expect(tokenF1(truth, prediction)).toBeCloseTo(score, 12);
        if (exactMatch(prediction, truth)) expect(score).toBe(1);
      }),
    );
  });
});
