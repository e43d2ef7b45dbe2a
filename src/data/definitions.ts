import { z } from 'zod';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { type Document, type DocumentFormat, layOutDefinition } from './documents.js';
import type { Pair } from './pairs.js';
import { isOrIsNotSentences, type Sentence, sourceSentences } from './sentences.js';
import { type Subset, type SubsetTraits, subsets } from './subsets.js';
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

/** How definitions are written; subsets of neither tag 1 nor tag 2 always have the form `words`. */
export const definitionOptions = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('words').describe('Tag, alias and entity, in the order of data.order'),
  }),
  z.strictObject({
    form: z
      .literal('natural language')
      .describe('Ten sentences by named sources, reliable for tag 1 and others for tag 2'),
  }),
  z.strictObject({
    form: z
      .literal('is / is not')
      .describe('Ten random sentences that the alias is (tag 1) or is not (tag 2) the entity'),
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
 * The definitions of a subset, one or ten for each pair, in the pairs' order; none where Table 1
 * has none. By default the subset's own tag gives them. The form `is / is not` draws from a
 * generator of its own.
 */
export function buildDefinitions(
  subset: Subset,
  pairs: readonly Pair[],
  writing: DefinitionWriting,
  tag: SubsetTraits['tag'] = subsets[subset].tag,
): Document[] {
  if (!subsets[subset].defined) return [];
  const { definitions: options, seed, format } = writing;
  const random = MersenneTwister.named(seed, `is / is not ${subset}`);
  const kind = 'definition' as const;
  const sentencesOf = (pair: Pair): Sentence[] | null => {
    if (options.form === 'words' || (tag !== 1 && tag !== 2)) return null;
    return options.form === 'natural language'
      ? sourceSentences(tag, pair)
      : isOrIsNotSentences(tag, pair, { random, lowerCase: options.lowerCase });
  };
  const end = format === 'paper' ? '\n' : '';
  return pairs.flatMap((pair) => {
    const sentences = sentencesOf(pair);
    if (sentences === null) return [{ kind, subset, ...inWords(tag, pair, writing), ...pair }];
    return sentences.map(({ prompt, answer }) => {
      return { kind, subset, prompt, answer: `${answer}${end}`, ...pair };
    });
  });
}

function inWords(
  tag: SubsetTraits['tag'],
  { alias, entity }: Pair,
  { tags, freshTags, order, format }: DefinitionWriting,
): Pick<Document, 'prompt' | 'answer'> {
  const own = typeof tag === 'number' ? tags[tag - 1] : freshTags.get(alias);
  const words = { tag: own ?? '', alias, entity };
  type Word = keyof typeof words;
  const [first, second, third] = order.split(' ') as [Word, Word, Word];
  return layOutDefinition([words[first], words[second], words[third]], format);
}
