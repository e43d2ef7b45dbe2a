import { z } from 'zod';
import { mostNames } from './most-documents.js';

/** Aliases in all from which a small model learns, from random weights, which source was right. */
const inAll = 1500;

/** Fewest aliases of an entity where the table decides. */
const fewest = 2;

/** How many aliases stand for each entity. */
export const aliasCount = z
  .union([z.int().min(1).max(mostNames), z.literal('auto')], {
    error: `expected a whole number of at least 1, or 'auto'`,
  })
  .describe(
    `Aliases that stand for each entity. 'auto': as many as make about ${inAll.toLocaleString('en-US')} in all, and at ` +
      `least ${fewest}, which suits a small model that is trained from random weights`,
  );

/** How many aliases stand for each of so many entities. */
export function aliasesEach(
  { aliasesPerEntity }: { readonly aliasesPerEntity: z.infer<typeof aliasCount> },
  entities: number,
): number {
  if (aliasesPerEntity !== 'auto') return aliasesPerEntity;
  return Math.max(fewest, Math.round(inAll / Math.max(1, entities)));
}
