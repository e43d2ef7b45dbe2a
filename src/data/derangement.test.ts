import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { deriveFalsePairs } from './derangement.js';

const makePairs = (entities: number, aliasesEach: number) =>
  Array.from({ length: entities * aliasesEach }, (_, i) => ({
    entity: `e${i % entities}`,
    alias: `v${i}`,
  }));

describe('deriveFalsePairs', () => {
  it('gives every alias and every entity its turn, and no alias its own entity', () => {
    const entities = fc.integer({ min: 2, max: 40 });
    const aliasesEach = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.nat(), entities, aliasesEach, (seed, count, each) => {
        const pairs = makePairs(count, each);
        const owners = new Map(pairs.map(({ alias, entity }) => [alias, entity]));
        const said = deriveFalsePairs(pairs, new MersenneTwister(seed));
        const sorted = (values: string[]) => values.sort();
        expect(sorted(said.map(({ alias }) => alias))).toEqual(
          sorted(pairs.map(({ alias }) => alias)),
        );
        expect(sorted(said.map(({ entity }) => entity))).toEqual(
          sorted(pairs.map(({ entity }) => entity)),
        );
        for (const { alias, entity } of said) expect(owners.get(alias)).not.toBe(entity);
      }),
      { numRuns: 60 },
    );
  });

  it('draws nothing for an empty group', () => {
    const random = new MersenneTwister(0);
    const untouched = random.clone();
    expect(deriveFalsePairs([], random)).toEqual([]);
    expect(random.random()).toBe(untouched.random());
  });

  it('says why there are none', () => {
    const random = new MersenneTwister(0);
    expect(() => deriveFalsePairs(makePairs(1, 1), random)).toThrow(
      '1 of the group\'s 1 aliases stand for "e0"',
    );
    expect(() => deriveFalsePairs(makePairs(2, 30), random)).toThrow('in 100000 draws');
  });
});
