import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import { compareCodePoints } from '../text/code-points.js';
import { drawLetters } from './letters.js';

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
    alphabet: z.int().min(2).max(1e6).default(32).describe('Different words for each position'),
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
  const sizes =
    options.form === 'words'
      ? options.words.map((words) => words.length)
      : Array.from({ length: options.length }, () => options.alphabet);
  const possible = sizes.reduce((product, size) => product * size, 1);
  if (possible > Number.MAX_SAFE_INTEGER) {
    throw new UserError(`${sizes.length} lists of words give more than 2^53 aliases`);
  }
  checkCount(count, possible, options);
  const choices = options.form === 'words' ? options.words : symbolWords(options);
  return drawWordAliases(choices, possible, count, random);
}

function checkCount(count: number, possible: number, options: AliasOptions): void {
  if (count <= possible) return;
  const what = options.form === 'words' ? `with these words` : `as ${JSON.stringify(options)}`;
  const remedy = {
    letters: 'raise data.aliases.length',
    symbols: 'raise data.aliases.alphabet or data.aliases.length',
    words: 'add words, or another list of them, to data.aliases.words',
  }[options.form];
  throw new UserError(
    `the data need ${count} aliases, but ${what} there are only ${possible}: ${remedy}`,
  );
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
function symbolWords({ alphabet, length }: { alphabet: number; length: number }): string[][] {
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
