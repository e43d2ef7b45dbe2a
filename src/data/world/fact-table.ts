import { z } from 'zod';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import type { FactTable } from '../fact-table.js';
import { checkSize, mostNames } from '../most-documents.js';

/** The options of an invented world, whose names, questions and answers are single words. */
export const worldShape = {
  kind: z.literal('world'),
  entities: z.int().min(1).max(mostNames).default(100).describe('How many entities there are'),
  attributes: z
    .array(z.int().min(2).max(mostNames))
    .min(1)
    .max(1000)
    .default([2, 20, 20, 20, 16, 40])
    .describe('How many values each attribute can take'),
  attributesEach: z
    .int()
    .min(1)
    .optional()
    .describe('How many of the attributes each entity has, drawn for each; default: all'),
};

const worldOptions = z.strictObject(worldShape);

/** The options of an invented world. */
export type WorldOptions = Pick<
  z.infer<typeof worldOptions>,
  'entities' | 'attributes' | 'attributesEach'
>;

const attributeWords = ['gender', 'born', 'died', 'work', 'region', 'nation'];

/**
 * Invents a world: entities `e0`, `e1`, ... and for each attribute a question such as `born {e}`
 * with an answer such as `born_7`, drawn uniformly. The draws are the world's own, split off the
 * seed by name, so that they leave those of aliases as they were.
 */
export function inventWorld(options: WorldOptions, seed: number): FactTable {
  checkSize(options.entities, options.attributes.length, 1);
  const random = MersenneTwister.named(seed, 'world');
  const chosen = MersenneTwister.named(seed, 'attributes of entities');
  const { attributes, attributesEach = attributes.length } = options;
  const all = attributes.map((_, attribute) => attribute);
  const entities = Array.from({ length: options.entities }, (_, i) => {
    const facts = attributes.map((values, attribute) => {
      const word = attributeWords[attribute] ?? `q${attribute + 1}`;
      const answer = `${word}_${random.randrange(0, values)}`;
      return { question: `${word} {e}`, answer, attribute: word };
    });
    const own = new Set(chosen.sample(all, attributesEach));
    return { name: `e${i}`, facts: facts.filter((_, attribute) => own.has(attribute)) };
  });
  return { entities, dropped: {} };
}
