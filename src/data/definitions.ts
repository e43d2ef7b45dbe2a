import { z } from 'zod';
import { type Document, type DocumentFormat, layOutDefinition } from './documents.js';
import type { Pair } from './pairs.js';
import { type Subset, subsets } from './subsets.js';
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

/**
 * The definitions of a subset, one for each pair, in the pairs' order; none where Table 1 has none.
 */
export function buildDefinitions(
  subset: Subset,
  pairs: readonly Pair[],
  options: { tags: Tags; order: WordOrder; format: DocumentFormat },
): Document[] {
  const { tag } = subsets[subset];
  if (tag === null) return [];
  return pairs.map(({ alias, entity }) => {
    const words = { tag: options.tags[tag - 1] as string, alias, entity };
    type Word = keyof typeof words;
    const [first, second, third] = options.order.split(' ') as [Word, Word, Word];
    const parts = [words[first], words[second], words[third]] as const;
    return {
      kind: 'definition',
      subset,
      ...layOutDefinition(parts, options.format),
      alias,
      entity,
    };
  });
}
