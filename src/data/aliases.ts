import { z } from 'zod';
import { compareCodePoints } from './code-points.js';
import { drawLetters } from './letters.js';
import type { MersenneTwister } from './mersenne-twister.js';
import { UserError } from './user-error.js';

/** How aliases are written. */
export const aliasOptions = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('letters').describe('Random letters in brackets, as in the release'),
    length: z.int().min(1).max(10).default(5).describe('Letters in an alias'),
  }),
  z.strictObject({
    form: z
      .literal('symbols')
      .describe('Words of a small alphabet, another alphabet at each place'),
    alphabet: z.int().min(2).max(1e6).default(32).describe('Different words at each place'),
    length: z.int().min(1).max(26).default(2).describe('Words in an alias'),
  }),
]);

/** How aliases are written. */
export type AliasOptions = z.infer<typeof aliasOptions>;

/** So many different aliases in random order; more than the form can tell apart is a UserError. */
export function drawAliases(
  options: AliasOptions,
  count: number,
  random: MersenneTwister,
): string[] {
  const possible =
    options.form === 'letters' ? 26 ** options.length : options.alphabet ** options.length;
  if (count > possible) {
    throw new UserError(
      `${count} aliases are wanted, but there are only ${possible} of the form ` +
        JSON.stringify(options),
    );
  }
  return options.form === 'letters'
    ? drawLetterAliases(options.length, count, random)
    : drawSymbolAliases(options, count, random);
}

/** Drawn until there are enough, sorted, shuffled: the release's order of draws. */
function drawLetterAliases(length: number, count: number, random: MersenneTwister): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(drawLetters(length, random));
  const aliases = [...drawn].sort(compareCodePoints);
  random.shuffle(aliases);
  return aliases;
}

/**
 * Each alias is a number of `length` digits in base `alphabet`, whose digits at place 0 are a0, a1,
 * ..., at place 1 b0, b1, ...
 */
function drawSymbolAliases(
  { alphabet, length }: { alphabet: number; length: number },
  count: number,
  random: MersenneTwister,
): string[] {
  if (alphabet ** length > Number.MAX_SAFE_INTEGER) {
    throw new UserError(`${alphabet} words at ${length} places make more than 2^53 aliases`);
  }
  return random.sampleRange(alphabet ** length, count).map((code) => {
    const words = Array.from({ length }, (_, place) => {
      const digit = Math.floor(code / alphabet ** place) % alphabet;
      return `${String.fromCharCode(97 + place)}${digit}`;
    });
    return words.join(' ');
  });
}
