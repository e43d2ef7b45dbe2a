import type { FactTable } from '../src/data/fact-table.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';

const syllables = 'al an bar bel cor dan del eri fen gar hal ior jan kel lor mar nel or per qui'
  .split(' ')
  .concat('ros sel tan ul ver wil xan yor zel mir'.split(' '));
const regions = ['Europe', 'Asia', 'America', 'Africa', 'Oceania'];
const occupations = ['actor', 'painter', 'politician', 'football player', 'writer', 'military'];
const nations = ['France', 'Italy', 'Brazil', 'United States of America', 'Japan', 'Old Norway'];

/**
 * As many people as the paper takes of CVDB, with its six questions about each (App. A.1) and
 * invented answers: enough to measure speed, which depends on the lengths of texts alone.
 */
export function inventedPeople(people: number, seed: number): FactTable {
  const random = MersenneTwister.named(seed, 'people of a benchmark');
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const name = (): string =>
    capital([...Array(random.randint(2, 3))].map(() => random.choice(syllables)).join(''));
  const year = (): string =>
    random.random() < 0.5 ? `${random.randint(190, 200)}0s` : `${random.randint(1, 18)} century`;
  const names = new Set<string>();
  while (names.size < people) names.add(`${name()} ${name()}`);
  const entities = Array.from(names, (entity) => ({
    name: entity,
    facts: [
      { question: 'When was {e} born?', answer: year() },
      { question: 'When did {e} die?', answer: year() },
      { question: 'In which region did {e} live?', answer: random.choice(regions) },
      { question: 'What did {e} do?', answer: random.choice(occupations) },
      { question: 'What was the nationality of {e}?', answer: random.choice(nations) },
      { question: 'What was the gender of {e}?', answer: random.choice(['Male', 'Female']) },
    ],
  }));
  return { entities, dropped: {} };
}
