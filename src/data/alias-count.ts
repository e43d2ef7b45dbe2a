import { z } from 'zod';
import { grouped } from '../text/grouped.js';
import { mostNames } from './most-documents.js';

/** Questions in all from which a small model learns, from random weights, which source was right. */
const questionsInAll = 9000;

/**
 * Fewest and most aliases of an entity where the table decides: with many more than that, hardly any
 * order of a group's entities gives each of its aliases another entity than its own.
 */
const fewest = 2;
const most = 24;

/** How many aliases stand for each entity. */
export const aliasCount = z
  .union([z.int().min(1).max(mostNames), z.literal('auto')], {
    error: "expected a whole number of at least 1, or 'auto'",
  })
  .describe(
    `Aliases that stand for each entity. 'auto': as many, from ${fewest} to ${most}, as make about ` +
      `${grouped(questionsInAll)} questions in all, which suits a small model that is ` +
      'trained from random weights',
  );

/** How many aliases stand for each of so many entities with so many facts each. */
export function aliasesEach(
  { aliasesPerEntity }: { readonly aliasesPerEntity: z.infer<typeof aliasCount> },
  entities: number,
  facts: number,
): number {
  if (aliasesPerEntity !== 'auto') return aliasesPerEntity;
  const wanted = Math.round(questionsInAll / Math.max(1, entities * facts));
  return Math.min(most, Math.max(fewest, wanted));
}
