import { z } from 'zod';
import { aliasesEach } from '../alias-count.js';
import { checkDataset, datasetShape } from '../dataset-options.js';
import { withContrasts } from '../design-options.js';
import { factTableKind } from '../fact-table-kind.js';
import { sizeFault } from '../most-documents.js';
import { quickEntitiesWithAliases } from '../samples.js';
import { inventWorld, worldShape } from './fact-table.js';

/** What can stand under `data` for an invented world. */
export const worldOptions = z
  .strictObject({
    ...datasetShape,
    aliases: datasetShape.aliases.prefault({ form: 'symbols' }),
    tags: datasetShape.tags.prefault({ form: 'words' }),
    format: datasetShape.format.default('plain'),
    ...worldShape,
  })
  .superRefine((options, context) => {
    checkDataset(options, context);
    const { entities, attributes, attributesEach = attributes.length } = options;
    if (attributesEach > attributes.length)
      context.addIssue({
        code: 'custom',
        path: ['attributesEach'],
        message: `expected at most the number of attributes, ${attributes.length}`,
      });
    const aliases = aliasesEach(options, entities, attributesEach);
    const of = `${entities} entities with ${aliases} aliases each`;
    const message = sizeFault(entities * attributesEach * aliases, of);
    if (message !== null) context.addIssue({ code: 'custom', path: ['entities'], message });
  })
  .transform(withContrasts);

/** An invented world whose names, questions and answers are single words. */
export const world = factTableKind<z.infer<typeof worldOptions>>({
  kind: 'world',
  label: 'world',
  options: worldOptions,
  facts: inventWorld,
  identity: (own) => own,
  quick: (written) => ({ ...written, entities: quickEntitiesWithAliases }),
  size: ({ entities }) => entities,
  factsEach: ({ attributes, attributesEach = attributes.length }) => attributesEach,
});
