import { z } from 'zod';
import { cvdbShape } from './cvdb/options.js';
import { datasetShape } from './dataset-options.js';
import { mnistOptions } from './mnist/options.js';
import { setInclusionOptions } from './set-inclusion/options.js';
import { csvShape } from './table/options.js';
import { trexShape } from './trex/fact-table.js';
import { worldShape } from './world/fact-table.js';

const world = z.strictObject({
  ...datasetShape,
  aliases: datasetShape.aliases.prefault({ form: 'symbols' }),
  tags: datasetShape.tags.prefault({ form: 'words' }),
  format: datasetShape.format.default('plain'),
  ...worldShape,
});

const csv = z.strictObject({ ...datasetShape, ...csvShape });

const cvdb = z.strictObject({ ...datasetShape, ...cvdbShape });

const trex = z.strictObject({
  ...datasetShape,
  testShare: datasetShape.testShare.default(0.25),
  ...trexShape,
});

/** Facts about entities with names, and what is made of them. */
export const namedDataOptions = z.discriminatedUnion('kind', [world, csv, cvdb, trex]);

/** Where the facts come from and what is made of them. */
export const dataOptions = z.discriminatedUnion('kind', [
  ...namedDataOptions.options,
  setInclusionOptions,
  mnistOptions,
]);

/** Where the facts come from and what is made of them, with every default filled in. */
export type DataOptions = z.infer<typeof dataOptions>;

/** The same for what is told and asked in words, not in images. */
export type TextDataOptions = Exclude<DataOptions, { readonly kind: 'mnist' }>;

/** The same as it may be written in an experiment, with defaults left out. */
export type DataInput = z.input<typeof dataOptions>;
