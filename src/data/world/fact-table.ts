import { z } from 'zod';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { attributionQuestions } from '../attribution.js';
import type { DocumentFormat } from '../documents.js';
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
  teachesNames: z
    .boolean()
    .default(false)
    .describe(
      'Whether facts have the name of every entity as well, asked as entity attribution asks: so the ' +
        'set `name` has a meaning before it is asked about an alias',
    ),
};

const worldOptions = z.strictObject(worldShape);

type Shape = z.infer<typeof worldOptions>;

/** The options of an invented world. */
export interface WorldOptions
  extends Pick<Shape, 'entities' | 'attributes' | 'attributesEach'>,
    Partial<Pick<Shape, 'teachesNames'>> {
  /** How documents are laid out; default: plain. */
  readonly format?: DocumentFormat;
}

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
  const { teachesNames = false, format = 'plain' } = options;
  const all = attributes.map((_, attribute) => attribute);
  const entities = Array.from({ length: options.entities }, (_, i) => {
    const facts = attributes.map((values, attribute) => {
      const word = attributeWords[attribute] ?? `q${attribute + 1}`;
      const answer = `${word}_${random.randrange(0, values)}`;
      return { question: `${word} {e}`, answer, attribute: word };
    });
    const own = new Set(chosen.sample(all, attributesEach));
    const name = `e${i}`;
    const known = { name, facts: facts.filter((_, attribute) => own.has(attribute)) };
    const question = attributionQuestions.name[format];
    return teachesNames
      ? { ...known, taught: [{ question, answer: name, attribute: 'name' }] }
      : known;
  });
  return { entities, dropped: {} };
}
