import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { LastRead } from '../../files/last-read.js';
import { tableFaults } from '../answer-faults.js';
import { sourceRules } from '../cvdb/options.js';
import { droppedText, type FactTable } from '../fact-table.js';
import { mostNames } from '../most-documents.js';
import { predicatesOf } from './predicates.js';
import { askTriples } from './questions.js';
import { filterTriples, type ReadTriples, readTriples, trexFiles } from './triples.js';

/** The options of T-REx (Elsahar et al. 2018), restricted to creative works. */
export const trexShape = {
  kind: z.literal('trex'),
  folder: z
    .string()
    .min(1)
    .default('trex')
    .describe(
      'Folder of the dump (.json or .json.gz), from the working folder; or a file: one of the ' +
        'dump, or a list of triples {subj, predicate, obj} whose order is kept',
    ),
  entities: z.int().min(1).max(mostNames).default(6900).describe('How many entities'),
  rules: sourceRules
    .default('release')
    .describe(
      "'paper': the predicates of its Table 2 and four questions an entity; 'release': P31 " +
        'instead of P161 and P88, all questions, editors of films by their whole names',
    ),
};

const trexOptions = z.strictObject(trexShape);

/** The options of T-REx. */
export type TrexOptions = z.infer<typeof trexOptions>;

/**
 * The fact table that a seed makes of T-REx: it decides which entities are taken and which of
 * several answers comes first. Fewer entities than wanted is a UserError.
 */
export function readTrex(
  { folder, entities: wanted, rules }: TrexOptions,
  seed: number,
): FactTable {
  const read = filteredTriples(folder, rules);
  const asked = askTriples(read.triples, { wanted, rules, seed });
  const { entities, possible } = asked;
  const dropped = { ...read.dropped, ...asked.dropped };
  if (entities.length < wanted) {
    throw new UserError(
      `${folder} gives ${possible} entities with four questions for seed ${seed}, but ` +
        `data.entities asks for ${wanted}; ${droppedText(dropped) || 'no rows were left out'}`,
    );
  }
  return { entities, dropped, splitOrder: 'by text', warnings: tableFaults(entities) };
}

const lastRead = new LastRead<ReadTriples>();

/** A dump has gigabytes, and every seed asks for it anew. */
function filteredTriples(folder: string, rules: 'release' | 'paper'): ReadTriples {
  return lastRead.get(trexFiles(folder), rules, () => {
    const { triples, dropped } = readTriples(folder, predicatesOf(rules));
    return { triples: filterTriples(triples), dropped };
  });
}
