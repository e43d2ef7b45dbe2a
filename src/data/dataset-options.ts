import { z } from 'zod';
import { aliasCount } from './alias-count.js';
import { aliasOptions } from './aliases.js';
import { definitionOptions, wordOrder } from './definitions.js';
import { checkDesign, type Design, designShape } from './design-options.js';
import { documentFormat } from './documents.js';
import { sourcesOf } from './groups.js';
import { tagFault, tagOptions } from './tags.js';

/** The options of every kind of data that is about a fact table; the defaults are the paper's. */
export const datasetShape = {
  ...designShape,
  aliasesPerEntity: aliasCount.default(1),
  aliases: aliasOptions.prefault({ form: 'letters' }).describe('How aliases are written'),
  tags: tagOptions.prefault({ form: 'letters' }).describe('How the tags of sources are written'),
  order: wordOrder.default('tag alias entity'),
  definitions: definitionOptions
    .prefault({ form: 'words' })
    .describe('How definitions are written'),
  inContext: z
    .boolean()
    .default(false)
    .describe(
      'Whether the definition of an alias stands before every question about it, in groups with ' +
        'inContext (paper, Fig. 21)',
    ),
  format: documentFormat.default('paper'),
  testShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1666666)
    .describe(
      'Share of the questions about each alias that is kept for tests, in groups with training questions',
    ),
};

const datasetOptions = z.strictObject(datasetShape);

/** What turns a fact table into a data set. */
export type DatasetOptions = Omit<z.infer<typeof datasetOptions>, 'contrasts'> &
  Pick<Design, 'contrasts'>;

/** Adds an issue for every fault of a design and its tags: for zod's `superRefine`. */
export function checkDataset(
  options: z.infer<typeof datasetOptions>,
  context: Parameters<typeof checkDesign>[1],
): void {
  checkDesign(options, context);
  const fault = tagFault(options.tags, sourcesOf(options));
  if (fault !== null) context.addIssue({ code: 'custom', path: ['tags', 'names'], message: fault });
}
