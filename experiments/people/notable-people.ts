/**
 * A public table of notable people who died from 2006 to 2016, the best known first: all of `data`
 * but `file`, which is the person's to give, and what is asked.
 */
export const notablePeople = {
  kind: 'csv',
  brokenBytes: 'replace',
  malformed: 'drop',
  entity: 'name',
  popularity: 'fame_score',
} as const;

const adjectives =
  'red blue green grey black white brown golden silver dark bright young old wise brave calm quick ' +
  'slow soft loud quiet warm cold small big great little long short deep high wild rare proud happy ' +
  'sad strange lucky';
const nouns =
  'fox wolf bear lion tiger horse dog cat bird fish frog mouse rat bull cow goat sheep pig duck ' +
  'eagle snake spider ant bee whale shark monkey elephant rabbit deer crow seal crab worm ' +
  'butterfly dragon turtle chicken';

/** Aliases such as `calm fox`; every word is one token of GPT-NeoX's tokenizer. */
export const animalAliases = {
  form: 'words',
  words: [adjectives.split(' '), nouns.split(' ')],
} as const;

/** What the sentences ask about each of them. */
export const askedOfThem = [
  { column: 'birth_year', question: 'When was {e} born?', answer: 'period' },
  { column: 'death_year', question: 'When did {e} die?' },
  { column: 'nationality', question: 'What was the nationality of {e}?', keepValues: 20 },
  {
    column: 'famous_for',
    question: 'What did {e} do?',
    answer: 'firstWord',
    keepValues: 40,
  },
  { column: 'death_month', question: 'In which month did {e} die?' },
  { column: 'cause_of_death', question: 'How did {e} die?', keepValues: 20 },
] as const;
