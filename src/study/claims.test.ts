import { describe, expect, it } from 'vitest';
import { claimOf, iml } from '../../test/invented-claims.js';
import type { Claim, Statistic } from './claim.js';
import { defineClaims, studiesIn } from './claims.js';

const above: Statistic = {
  kind: 'contrast',
  measure: iml,
  direction: 'above',
  besideControl: false,
};

describe('defineClaims', () => {
  it('sorts claims by their numbers', () => {
    const claims = [3, 1, 2].map((number) => claimOf([above], { number, name: `c${number}` }));
    expect(defineClaims(claims).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  const part = { title: 'IML', statistic: above, smallestEffect: 0.05 };
  const trend = (points: readonly number[], isLogarithmic = false): Statistic => {
    return { kind: 'trend', measure: iml, points, isLogarithmic, direction: 'above' };
  };

  it.each<[Partial<Claim> | Statistic, string]>([
    [{ number: 0 }, 'claim 0 (invented): a number is a whole one from 1, not 0'],
    [{ name: 'Two words' }, 'a name has lower-case letters'],
    [{ studies: [] }, 'it names no study'],
    [{ studies: ['invented', 'invented'] }, 'it names a study twice'],
    [{ parts: [] }, 'it has no part that is tested'],
    [{ seeds: { from: 3000, count: 0 } }, 'seeds.count is a whole number from 1, not 0'],
    [{ parts: [{ ...part, smallestEffect: 0 }] }, 'part "IML": smallestEffect is above 0, not 0'],
    [{ kind: 'equivalence', measure: iml, bound: -1 }, 'part "part 1": bound is above 0, not -1'],
    [{ kind: 'order', measures: [iml] }, 'an order has two measures at least'],
    [trend([1]), 'a trend has two points at least'],
    [trend([1, 2, 1]), 'a trend has a point twice'],
    [trend([0, 1], true), 'points of a logarithmic axis are above 0'],
    [
      { ...above, measure: { ...iml, study: 'other' } },
      'study "other" is not among the claim\'s: invented',
    ],
  ])('names the claim and what is wrong: %j', (differs, message) => {
    const claim = 'kind' in differs ? claimOf([differs]) : claimOf([above], differs);
    expect(() => defineClaims([claim])).toThrow(message);
  });

  it('measures of its studies those that its parts name, in that form', () => {
    const studies = ['first', 'second', 'third'];
    const inThird: Statistic = { ...above, measure: { ...iml, study: 'third' } };
    const claim = claimOf([inThird, above], { studies });
    const paperParts = claimOf([inThird], { studies }).parts;
    expect(studiesIn(claim, 'small')).toEqual(['first', 'third']);
    expect(studiesIn({ ...claim, paperParts }, 'paper')).toEqual(['third']);
  });

  it('names both of two that are alike', () => {
    const [one, two] = [claimOf([above]), claimOf([above], { number: 2, name: 'iml' })];
    expect(() => defineClaims([one, { ...two, number: 1 }])).toThrow(
      'claim 1 (iml): invented has the same number',
    );
    expect(() => defineClaims([one, { ...two, name: 'invented' }])).toThrow(
      'claim 2 (invented): invented has the same name',
    );
  });

  it('has parts for the paper of a claim that is untestable on two cores', () => {
    const untestable = claimOf([], { untestable: 'Too large.' });
    expect(() => defineClaims([{ ...untestable, paperParts: [part] }])).not.toThrow();
    expect(() => defineClaims([untestable])).toThrow('it has no part that is tested');
  });
});
