import { MersenneTwister } from '../../random/mersenne-twister.js';
import type { Fact, FactTable } from '../fact-table.js';
import type { SetInclusionOptions } from './options.js';
import { drawTrue, type ListQuestion } from './variables.js';

/** What every question of set inclusion asks. */
export const listAttribute = 'list';

/** A question of set inclusion with `{e}` for the number or the variable, and its answer. */
export function listFact({ list, isTrue }: ListQuestion): Fact {
  return {
    question: `{e} % ${list.join(' ')} =`,
    answer: String(isTrue),
    attribute: listAttribute,
  };
}

/**
 * The numbers as entities, with facts about themselves: lists that they are in or not, half of
 * each, and that they are what they are. The draws are the table's own, split off the seed by name.
 */
export function inventNumberFacts(options: SetInclusionOptions, seed: number): FactTable {
  const { numbers, listLength, plainLists, plainDefinitions } = options;
  const random = MersenneTwister.named(seed, 'facts about numbers');
  const all = Array.from({ length: numbers }, (_, number) => number);
  const entities = all.map((number) => {
    const others = plainLists === 0 ? [] : all.filter((other) => other !== number);
    const lists = Array.from(
      { length: plainLists },
      (_, i): ListQuestion =>
        i % 2 === 0
          ? drawTrue(number, others, listLength, random)
          : { list: random.sample(others, listLength), isTrue: false },
    );
    const name = String(number);
    const itself = { question: '{e} %', answer: name, attribute: 'number' };
    const facts = [...lists.map(listFact), ...new Array<Fact>(plainDefinitions).fill(itself)];
    return { name, facts };
  });
  return { entities, dropped: {} };
}
