import { z } from 'zod';
import type { Frozen } from './frozen.js';
import { distinct, largestSeed, mostSeeds } from './seed-list.js';

const seed = z.int().min(0).max(largestSeed);

const seedList = z
  .array(seed)
  .min(1)
  .max(mostSeeds)
  .refine(distinct, { message: 'a seed is listed twice' });

const seedRange = z
  .strictObject({ from: seed, count: z.int().positive().max(mostSeeds) })
  .refine(({ from, count }) => from + count - 1 <= largestSeed, {
    message: `a seed is at most ${largestSeed}`,
  })
  .transform(({ from, count }) => Array.from({ length: count }, (_, index) => from + index));

/** What can stand under `seeds` of an experiment. */
export const seedsSchema = z.strictObject({
  first: z
    .union([seedList, seedRange])
    .describe(
      'Each is a run of its own: it draws the data, the initial weights and the order of ' +
        'documents. A list, or {from, count}.',
    ),
  second: seedList
    .default([0])
    .describe(
      "Each trains the stages of seed 'second' once more after every first seed, with another " +
        "split of X2's entities into groups.",
    ),
});

/**
 * The seeds of an experiment, written out as lists, nested as in the authors' release. For every
 * first seed, the stages of seed 'first' are trained once; from their end, the stages of seed
 * 'second' are trained once for every second seed.
 */
export type Seeds = Frozen<z.output<typeof seedsSchema>>;
