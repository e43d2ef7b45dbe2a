import { z } from 'zod';
import { contentOf } from '../../files/content.js';
import { checkDataset, datasetShape } from '../dataset-options.js';
import { withContrasts } from '../design-options.js';
import { factTableKind } from '../fact-table-kind.js';
import { quickEntitiesWithAliases, sampleFile } from '../samples.js';
import { readCsvFactTable } from './fact-table.js';
import { csvShape, missingFileText } from './options.js';

/** What can stand under `data` for a table of facts. */
export const tableOptions = z
  .strictObject({ ...datasetShape, ...csvShape })
  .superRefine(checkDataset)
  .transform(withContrasts);

/** A table of facts of one's own: a CSV file with one entity a row. */
export const table = factTableKind<z.infer<typeof tableOptions>>({
  kind: 'csv',
  label: 'table',
  options: tableOptions,
  facts: readCsvFactTable,
  identity: ({ file, ...rest }) => ({ ...rest, content: contentOf(file, 'the data file') }),
  quick: (written) => {
    return { file: sampleFile('people.csv'), ...written, entities: quickEntitiesWithAliases };
  },
  size: ({ entities }) => entities ?? null,
  factsEach: ({ attributes }) => attributes.length,
  missingFile: missingFileText,
});
