import { describe, expect, it } from 'vitest';
import { inventWorld } from './fact-table.js';

const options = { entities: 500, attributes: [2, 20, 20, 20, 16, 40, 3] };

describe('inventWorld', () => {
  it('asks and answers in single words', () => {
    const { entities } = inventWorld(options, 0);
    expect(entities.length).toBe(500);
    const questions = ['gender', 'born', 'died', 'work', 'region', 'nation', 'q7'];
    for (const [i, { name, facts }] of entities.entries()) {
      expect(name).toBe(`e${i}`);
      expect(facts.map(({ question }) => question)).toEqual(questions.map((word) => `${word} {e}`));
      for (const [attribute, { answer }] of facts.entries()) {
        const [word, value] = answer.split('_');
        expect(word).toBe(questions[attribute]);
        expect(Number(value)).toBeLessThan(options.attributes[attribute] ?? 0);
      }
    }
  });

  it('uses every value about equally often', () => {
    const { entities } = inventWorld({ entities: 20000, attributes: [4] }, 3);
    for (let value = 0; value < 4; value++) {
      const count = entities.filter(({ facts }) => facts[0]?.answer === `gender_${value}`).length;
      expect(Math.abs(count - 5000)).toBeLessThan(5 * Math.sqrt(20000 * 0.25 * 0.75));
    }
  });

  it('gives each entity as many attributes as wanted, of those that it would have', () => {
    const all = inventWorld(options, 5).entities;
    const some = inventWorld({ ...options, attributesEach: 4 }, 5).entities;
    const sets = new Set<string>();
    for (const [i, { facts }] of some.entries()) {
      expect(facts.length).toBe(4);
      const own = all[i]?.facts.filter(({ question }) =>
        facts.some((f) => f.question === question),
      );
      expect(facts).toEqual(own);
      sets.add(facts.map(({ attribute }) => attribute).join(' '));
    }
    // Of 7 attributes there are 35 choices of 4.
    expect(sets.size).toBe(35);
  });

  it('repeats for a seed and differs between seeds', () => {
    expect(inventWorld(options, 1)).toEqual(inventWorld(options, 1));
    expect(inventWorld(options, 1)).not.toEqual(inventWorld(options, 2));
  });
});
