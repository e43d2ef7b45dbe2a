import { z } from 'zod';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { type Document, type DocumentFormat, layOutDefinition } from './documents.js';
import type { Group, Source } from './groups.js';
import type { Pair } from './pairs.js';
import { isOrIsNotSentences, type Sentence, sourceSentences } from './sentences.js';
import type { Tags } from './tags.js';

/**
 * The six orders in which a definition can name its tag, alias and entity (paper, Sec. 3.3: TAE,
 * ATE, AET, EAT, TEA, ETA).
 */
export const wordOrder = z
  .enum([
    'tag alias entity',
    'alias tag entity',
    'alias entity tag',
    'entity alias tag',
    'tag entity alias',
    'entity tag alias',
  ])
  .describe('Order of the words in a definition');

/** Order of the words in a definition. */
export type WordOrder = z.infer<typeof wordOrder>;

/** How definitions are written; those of a source without `sentences` have the form `words`. */
export const definitionOptions = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('words').describe('Tag, alias and entity, in the order of data.order'),
  }),
  z.strictObject({
    form: z
      .literal('natural language')
      .describe('Ten sentences by named sources, reliable ones or others by source.sentences'),
  }),
  z.strictObject({
    form: z
      .literal('is / is not')
      .describe('Ten random sentences that the alias is (reliable) or is not the entity'),
    lowerCase: z
      .boolean()
      .default(false)
      .describe("Write all but the first letter in lower case, names too, as the release's code"),
  }),
]);

/** How definitions are written. */
export type DefinitionOptions = z.infer<typeof definitionOptions>;

/** What is needed to write definitions. */
export interface DefinitionWriting {
  readonly tags: Tags;
  /** The tag of each alias whose definition has one of its own. */
  readonly freshTags: ReadonlyMap<string, string>;
  readonly order: WordOrder;
  readonly definitions: DefinitionOptions;
  readonly format: DocumentFormat;
  readonly seed: number;
}

/**
 * The definitions of a group, one or ten for each pair, in the pairs' order; none where no source
 * defines it. By default its own source gives them. The form `is / is not` draws from a generator of
 * its own.
 */
export function buildDefinitions(
  { name: subset, source: own }: Pick<Group, 'name' | 'source'>,
  pairs: readonly Pair[],
  writing: DefinitionWriting,
  source: Source | null = own,
): Document[] {
  if (own === null || source === null) return [];
  const { definitions: options, seed, format } = writing;
  const random = MersenneTwister.named(seed, `is / is not ${subset}`);
  const kind = 'definition' as const;
  const sentencesOf = (pair: Pair): Sentence[] | null => {
    const { sentences } = source;
    if (options.form === 'words' || sentences === undefined) return null;
    return options.form === 'natural language'
      ? sourceSentences(sentences, pair)
      : isOrIsNotSentences(sentences, pair, { random, lowerCase: options.lowerCase });
  };
  const end = format === 'paper' ? '\n' : '';
  return pairs.flatMap((pair) => {
    const sentences = sentencesOf(pair);
    if (sentences === null) return [{ kind, subset, ...inWords(source, pair, writing), ...pair }];
    return sentences.map(({ prompt, answer }) => {
      return { kind, subset, prompt, answer: `${answer}${end}`, ...pair };
    });
  });
}

function inWords(
  { tag }: Source,
  { alias, entity }: Pair,
  { tags, freshTags, order, format }: DefinitionWriting,
): Pick<Document, 'prompt' | 'answer' | 'tag'> {
  const own = tag === null ? freshTags.get(alias) : tags[tag - 1];
  const words = { tag: own ?? '', alias, entity };
  type Word = keyof typeof words;
  const [first, second, third] = order.split(' ') as [Word, Word, Word];
  const written = layOutDefinition([words[first], words[second], words[third]], format);
  return own === undefined ? written : { ...written, tag: own };
}
