import { z } from 'zod';
import { contentOf } from '../../files/content.js';
import { checkDataset, datasetShape } from '../dataset-options.js';
import { withContrasts } from '../design-options.js';
import { factTableKind } from '../fact-table-kind.js';
import { sampleFile } from '../samples.js';
import { readCvdb } from './fact-table.js';
import { cvdbShape, cvdbSource } from './options.js';

/** What can stand under `data` for the Cross-Verified Database. */
export const cvdbOptions = z
  .strictObject({ ...datasetShape, ...cvdbShape })
  .superRefine(checkDataset)
  .transform(withContrasts);

/** Birth, death, region, occupation, nationality and gender. */
const factsEach = 6;

/** The Cross-Verified Database of notable people (paper, App. A.1). */
export const cvdb = factTableKind<z.infer<typeof cvdbOptions>>({
  kind: 'cvdb',
  label: 'CVDB',
  options: cvdbOptions,
  facts: readCvdb,
  identity: ({ file, ...rest }) => {
    return { ...rest, content: contentOf(file, 'the data file', cvdbSource) };
  },
  quick: (written, people) => ({ ...written, file: sampleFile('cvdb.csv'), people }),
  size: ({ people }) => people,
  factsEach: () => factsEach,
});
