import { z } from 'zod';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import type { Source } from './groups.js';
import { drawLetters } from './letters.js';

/** How the Define tags, which tell a definition's source, are written. */
export const tagOptions = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('letters').describe('Random letters in brackets, as in the release'),
    length: z.int().min(1).max(20).default(6).describe('Letters in a tag'),
  }),
  z.strictObject({
    form: z.literal('fixed').describe('Given phrases, such as "according to wikipedia is"'),
    names: z.array(z.string().min(1)).min(1).describe('The tag of each source, in their order'),
  }),
  z.strictObject({ form: z.literal('words').describe('The words tag1, tag2, ...') }),
]);

/** How tags are written. */
export type TagOptions = z.infer<typeof tagOptions>;

/** The tags of the sources that have one, tag 1 first. */
export type Tags = readonly string[];

const tagged = (sources: readonly Source[]): readonly Source[] =>
  sources.filter(({ tag }) => tag !== null);

/** What is wrong with the tags for these sources, or null. */
export function tagFault(options: TagOptions, sources: readonly Source[]): string | null {
  const wanted = tagged(sources).length;
  if (options.form !== 'fixed' || options.names.length === wanted) return null;
  return `expected one for each of the ${wanted} sources, given ${options.names.length}`;
}

/** The tag of each source that has one; only the form `letters` draws from the generator. */
export function drawTags(
  options: TagOptions,
  sources: readonly Source[],
  random: MersenneTwister,
): Tags {
  switch (options.form) {
    case 'letters':
      return tagged(sources).map(() => drawLetters(options.length, random));
    case 'fixed':
      return options.names;
    case 'words':
      return tagged(sources).map(({ tag }) => `tag${tag}`);
  }
}

/**
 * Tags for definitions that have one each; only the form `words` does not draw them as letters, and
 * counts on from the `used` tags of sources.
 */
export function drawFreshTags(
  options: TagOptions,
  { count, used }: { readonly count: number; readonly used: number },
  random: MersenneTwister,
): string[] {
  const length = options.form === 'letters' ? options.length : 6;
  return Array.from({ length: count }, (_, index) =>
    options.form === 'words' ? `tag${used + 1 + index}` : drawLetters(length, random),
  );
}
