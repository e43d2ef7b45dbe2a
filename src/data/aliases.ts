import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import { compareCodePoints } from '../text/code-points.js';
import { counted } from '../text/counted.js';
import { grouped } from '../text/grouped.js';
import { drawLetters } from './letters.js';

/** Words for each position of an alias where they are enough and nothing else is said. */
const usualAlphabet = 32;

/** How aliases are written. */
export const aliasOptions = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('letters').describe('Random letters in brackets, as in the release'),
    length: z.int().min(1).max(10).default(5).describe('Letters in an alias'),
  }),
  z.strictObject({
    form: z
      .literal('symbols')
      .describe('Words of a small alphabet, another alphabet for each position'),
    alphabet: z
      .int()
      .min(2)
      .max(1e6)
      .optional()
      .describe(
        `Different words for each position; default: ${usualAlphabet}, or as many as the aliases need`,
      ),
    length: z.int().min(1).max(26).default(2).describe('Words in an alias'),
  }),
  z.strictObject({
    form: z.literal('words').describe('A word from each of several lists, such as "calm otter"'),
    words: z
      .array(z.array(z.string().min(1)).min(2))
      .min(1)
      .describe('For each position the words to choose from'),
  }),
]);

/** How aliases are written. */
export type AliasOptions = z.infer<typeof aliasOptions>;

type SymbolOptions = Extract<AliasOptions, { form: 'symbols' }>;

/** `count` different aliases in random order; a UserError where the form has fewer. */
export function drawAliases(
  options: AliasOptions,
  count: number,
  random: MersenneTwister,
): string[] {
  if (options.form === 'letters') {
    checkCount(count, 26 ** options.length, options);
    return drawDistinct(count, () => drawLetters(options.length, random), random);
  }
  const choices =
    options.form === 'words'
      ? options.words
      : symbolWords(alphabetOf(options, count), options.length);
  const sizes = choices.map((words) => words.length);
  const possible = sizes.reduce((product, size) => product * size, 1);
  if (possible > Number.MAX_SAFE_INTEGER) {
    throw new UserError(`${sizes.length} lists of words give more than 2^53 aliases`);
  }
  checkCount(count, possible, options);
  return drawWordAliases(choices, possible, count, random);
}

/** Words for each position of `count` aliases of symbols: those given, or by default enough of them. */
export function alphabetOf(
  { alphabet, length }: Pick<SymbolOptions, 'alphabet' | 'length'>,
  count: number,
): number {
  return alphabet ?? Math.max(usualAlphabet, sideOf(count, length));
}

/**
 * Options of a data set without an alphabet that is written as it would be by default: where that
 * many words are enough it means the same, so that identities take the two for one.
 */
export function withoutUsualAlphabet<Data extends object>(data: Data): Data {
  const aliases: unknown = Reflect.get(data, 'aliases');
  const written = z.looseObject({ alphabet: z.literal(usualAlphabet) }).safeParse(aliases);
  if (!written.success) return data;
  const { alphabet: _, ...others } = written.data;
  return { ...data, aliases: others };
}

/** The smallest number whose power is at least `count`. */
function sideOf(count: number, power: number): number {
  let side = Math.max(1, Math.floor(count ** (1 / power)) - 1);
  while (side ** power < count) side++;
  return side;
}

function checkCount(count: number, possible: number, options: AliasOptions): void {
  if (count <= possible) return;
  throw new UserError(
    `the data need ${grouped(count)} aliases, ` +
      `${shortageText(count, grouped(possible), options)}; or set ` +
      'data.aliasesPerEntity to fewer',
  );
}

/** What gives too few aliases, and what to write. */
function shortageText(count: number, possible: string, options: AliasOptions): string {
  switch (options.form) {
    case 'letters': {
      let length = options.length;
      while (26 ** length < count) length++;
      return (
        `but aliases of ${counted(options.length, 'letter')} are only ${possible}: ` +
        `write data.aliases.length ${length}`
      );
    }
    case 'symbols': {
      const alphabet = sideOf(count, options.length);
      return (
        `but ${counted(options.length, 'word')} of an alphabet of ${options.alphabet} give only ` +
        `${possible}: write data.aliases.alphabet ${alphabet}, or leave it out to have as many ` +
        'as are needed'
      );
    }
    case 'words': {
      const lists = counted(options.words.length, 'list');
      return (
        `but the words of the ${lists} in data.aliases.words give only ${possible}: ` +
        'add words, or another list of them'
      );
    }
  }
}

/**
 * `count` different words: drawn until there are enough, then sorted and shuffled, the release's
 * order of draws. Never ends where `draw` has fewer.
 */
export function drawDistinct(count: number, draw: () => string, random: MersenneTwister): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(draw());
  const words = [...drawn].sort(compareCodePoints);
  random.shuffle(words);
  return words;
}

/** The words at position 0 are a0, a1, ..., at position 1 b0, b1, ... */
function symbolWords(alphabet: number, length: number): string[][] {
  return Array.from({ length }, (_, position) => {
    const letter = String.fromCharCode(97 + position);
    return Array.from({ length: alphabet }, (_, digit) => `${letter}${digit}`);
  });
}

/** Each alias is a number whose digits, the first position's lowest, choose its words. */
function drawWordAliases(
  choices: readonly (readonly string[])[],
  possible: number,
  count: number,
  random: MersenneTwister,
): string[] {
  return random.sampleRange(possible, count).map((code) => {
    let rest = code;
    const words = choices.map((list) => {
      const word = list[rest % list.length];
      rest = Math.floor(rest / list.length);
      return word;
    });
    return words.join(' ');
  });
}
