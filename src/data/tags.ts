import { z } from 'zod';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import { drawLetters } from './letters.js';

/** How the three Define tags, the sources, are written. */
export const tagOptions = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('letters').describe('Random letters in brackets, as in the release'),
    length: z.int().min(1).max(20).default(6).describe('Letters in a tag'),
  }),
  z.strictObject({
    form: z.literal('fixed').describe('Given phrases, such as "according to wikipedia is"'),
    names: z
      .tuple([z.string().min(1), z.string().min(1), z.string().min(1)])
      .describe('Tags 1, 2 and 3: reliable, unreliable, never seen in Stage 1'),
  }),
  z.strictObject({ form: z.literal('words').describe('The words tag1, tag2 and tag3') }),
]);

/** How the three tags are written. */
export type TagOptions = z.infer<typeof tagOptions>;

/** Tags 1, 2 and 3. */
export type Tags = readonly [string, string, string];

/** The three tags; only the form `letters` draws from the generator. */
export function drawTags(options: TagOptions, random: MersenneTwister): Tags {
  switch (options.form) {
    case 'letters':
      return [
        drawLetters(options.length, random),
        drawLetters(options.length, random),
        drawLetters(options.length, random),
      ];
    case 'fixed':
      return options.names;
    case 'words':
      return ['tag1', 'tag2', 'tag3'];
  }
}

/** Tags of D4cons, one for each definition; only the form `words` does not draw them as letters. */
export function drawFreshTags(
  options: TagOptions,
  count: number,
  random: MersenneTwister,
): string[] {
  const length = options.form === 'letters' ? options.length : 6;
  return Array.from({ length: count }, (_, index) =>
    options.form === 'words' ? `tag${4 + index}` : drawLetters(length, random),
  );
}
