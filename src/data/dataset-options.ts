import { z } from 'zod';
import { aliasOptions } from './aliases.js';
import { definitionOptions, wordOrder } from './definitions.js';
import { documentFormat } from './documents.js';
import { sharesOptions } from './shares.js';
import { tagOptions } from './tags.js';

/** The options that every kind of data has; the defaults are the paper's. */
export const datasetShape = {
  shares: sharesOptions,
  aliasesPerEntity: z.int().min(1).default(1).describe('Aliases that stand for each entity'),
  aliases: aliasOptions.prefault({ form: 'letters' }).describe('How aliases are written'),
  tags: tagOptions.prefault({ form: 'letters' }).describe('How the three tags are written'),
  order: wordOrder.default('tag alias entity'),
  definitions: definitionOptions
    .prefault({ form: 'words' })
    .describe('How definitions are written'),
  inContext: z
    .boolean()
    .default(false)
    .describe(
      'Whether the definition of an alias of D1, D2, D5, D6 or D8 stands before every question ' +
        'about it (paper, Fig. 21)',
    ),
  format: documentFormat.default('paper'),
  testShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1666666)
    .describe('Part of the questions about each X1 alias that only test'),
};

const datasetOptions = z.strictObject(datasetShape);

/** What turns a fact table into a data set. */
export type DatasetOptions = z.infer<typeof datasetOptions>;
