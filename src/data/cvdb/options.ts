import { z } from 'zod';
import { mostNames } from '../most-documents.js';

/** The columns of the Cross-Verified Database that are used. */
export const cvdbColumns = [
  'name',
  'birth',
  'death',
  'gender',
  'level3_main_occ',
  'string_citizenship_raw_d',
  'un_region',
  'wiki_readers_2015_2018',
] as const;

/** A column of the Cross-Verified Database that is used. */
export type CvdbColumn = (typeof cvdbColumns)[number];

/** Where the file is to be had, for the end of a message that it cannot be read. */
export const cvdbSource =
  '; the file is public: download cross-verified-database.csv.gz from ' +
  'https://data.sciencespo.fr/dataset.xhtml?persistentId=doi:10.21410/7E4/RDAG3O and give its ' +
  `path with --set data.file=<path>; the columns used are ${cvdbColumns.join(', ')}`;

/** Whose rules are followed where the paper's text and its authors' code differ. */
export const sourceRules = z.enum(['release', 'paper']);

/** The options of the Cross-Verified Database of notable people (Laouenan et al. 2022). */
export const cvdbShape = {
  kind: z.literal('cvdb'),
  file: z
    .string()
    .min(1)
    .default('cross-verified-database.csv')
    .describe('Path of the raw file, .csv or .csv.gz, from the working folder'),
  people: z
    .int()
    .min(2)
    .max(mostNames)
    .default(4000)
    .describe('How many people, the most read: half of them men, half women, rounded down'),
  rules: sourceRules
    .default('release')
    .describe("The year 1900: 'release' has '19 century', 'paper' (App. A.1) '1900s'"),
};

const cvdbOptions = z.strictObject(cvdbShape);

/** The options of the Cross-Verified Database. */
export type CvdbOptions = z.infer<typeof cvdbOptions>;
