import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { checkDataset, datasetShape } from '../dataset-options.js';
import { withContrasts } from '../design-options.js';
import { factTableKind } from '../fact-table-kind.js';
import { sampleFile } from '../samples.js';
import { readTrex, trexShape } from './fact-table.js';
import { trexFiles } from './triples.js';

/** What can stand under `data` for T-REx. */
export const trexOptions = z
  .strictObject({
    ...datasetShape,
    testShare: datasetShape.testShare.default(0.25),
    ...trexShape,
  })
  .superRefine(checkDataset)
  .transform(withContrasts);

/** An entity of T-REx has at least four questions; how many, no option says. */
const factsEach = 4;

/** T-REx, restricted to creative works (paper, App. A.2); its many files count by name and size. */
export const trex = factTableKind<z.infer<typeof trexOptions>>({
  kind: 'trex',
  label: 'T-REx',
  options: trexOptions,
  facts: readTrex,
  identity: ({ folder, ...rest }) => {
    const content = trexFiles(folder).map((path) => [basename(path), statSync(path).size]);
    return { ...rest, content };
  },
  quick: (written, entities) => ({ ...written, folder: sampleFile('trex'), entities }),
  size: ({ entities }) => entities,
  factsEach: () => factsEach,
});
