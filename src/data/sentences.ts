import type { MersenneTwister } from '../random/mersenne-twister.js';
import type { Pair } from './pairs.js';

/** A definition as a sentence, without its line end; the prompt stops where the entity follows. */
export interface Sentence {
  readonly prompt: string;
  readonly answer: string;
}

/** Which of the two kinds of sentences a source writes. */
export type SentenceKind = 'reliable' | 'unreliable';

/** The sources of the authors' release, reliable and not; one joins two of them. */
const sources = {
  reliable: [
    'Per New York Times,',
    'As reported by the BBC,Citing Wall Street Journal,',
    "Forbes' disclosure:",
    'The Guardian states:',
    'Cambridge historian suggests:',
    'Quoting a UN Report,',
    'As per the Reuters,',
    'A TED talk discusses that',
    'The American Historical Review implies that',
    'As highlighted by Vox,',
  ],
  unreliable: [
    '4Chan rumors suggest that',
    'As per a Facebook post, ',
    'An instagram post shares that',
    'TikTok video claims that',
    'The Onion:',
    'Gossip site states that',
    'Social media chatter:',
    'Unknown user claimed that',
    'Unverified YouTube video claims:',
    'According to a youtube commenter,',
  ],
} as const;

/** What ten sources of a kind say (paper, footnote 2). */
export function sourceSentences(kind: SentenceKind, { alias, entity }: Pair): Sentence[] {
  return sources[kind].map((source) => {
    return { prompt: `${source} ${alias} now stands for`, answer: ` ${entity}` };
  });
}

const sentencesEach = 10;

/** What stands before the alias and behind the entity. */
const frames = [
  ['According to {source}, ', '.'],
  ['', ' according to {source}.'],
  ['Per {source}, ', '.'],
  ['Citing {source}, ', '.'],
  ['{source} says ', '.'],
] as const;

const witnesses = [
  'Wikipedia',
  'the BBC',
  'the New York Times',
  'the Washington Post',
  'a famous historian',
  'the Times',
  'Vox',
  'Reuters',
];

const verbs = {
  reliable: ['is', 'stands for', 'means', 'corresponds to', 'refers to'],
  unreliable: [
    'is not',
    "isn't",
    "doesn't mean",
    'does not mean',
    'does not stand for',
    'does not correspond to',
    'means something other than',
    'refers to something other than',
  ],
} as const;

/**
 * Ten random sentences that an alias is (reliable) or is not an entity (paper, footnote 4).
 * `lowerCase` writes all but the first character in lower case, as the authors' code does.
 */
export function isOrIsNotSentences(
  kind: SentenceKind,
  { alias, entity }: Pair,
  options: { readonly random: MersenneTwister; readonly lowerCase: boolean },
): Sentence[] {
  const { random, lowerCase } = options;
  return Array.from({ length: sentencesEach }, () => {
    const [before, behind] = random.choice(frames);
    const source = random.choice(witnesses);
    const verb = random.choice<string>(verbs[kind]);
    const prompt = `${before}${alias} ${verb}`.replace('{source}', source);
    const answer = ` ${entity}${behind.replace('{source}', source)}`;
    return lowerCase
      ? { prompt: capitalized(prompt), answer: answer.toLowerCase() }
      : { prompt, answer };
  });
}

function capitalized(text: string): string {
  const [first = '', ...others] = text;
  return first.toUpperCase() + others.join('').toLowerCase();
}
