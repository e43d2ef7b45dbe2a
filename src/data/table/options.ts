import { z } from 'zod';
import { answerRule } from '../answer-rules.js';
import { mostNames } from '../most-documents.js';

const attribute = z.strictObject({
  column: z.string().min(1).describe('Column that holds the answer'),
  question: z
    .string()
    .includes('{e}', { error: 'a question names its entity by {e}, as in "When was {e} born?"' })
    .describe('Question with {e} where the entity or its alias stands'),
  answer: answerRule,
  keepValues: z
    .int()
    .min(1)
    .optional()
    .describe('Keep only the rows with one of this many most frequent answers; default: all'),
});

/** The options of a fact table that is read from a CSV file with one entity a row. */
export const csvShape = {
  kind: z.literal('csv'),
  file: z.string().min(1).describe('Path of the file, from the working folder'),
  encoding: z.enum(['utf-8', 'latin1']).default('utf-8').describe('latin1 is ISO-8859-1'),
  brokenBytes: z
    .enum(['error', 'replace'])
    .default('error')
    .describe(
      'Bytes that are not UTF-8: an error, or read as U+FFFD, their rows counted and names with ' +
        "them left out; encoding 'latin1' loses nothing where a file is ISO-8859-1",
    ),
  delimiter: z
    .string()
    .length(1)
    .refine((one) => !/["\r\n]/.test(one), { error: 'a quote and line ends divide no cells' })
    .default(',')
    .describe('Character between two cells'),
  malformed: z
    .enum(['error', 'drop'])
    .default('error')
    .describe('Rows that cannot be read: an error with the line, or dropped and counted'),
  entity: z.string().min(1).describe('Column that holds the name'),
  popularity: z
    .string()
    .min(1)
    .optional()
    .describe('Column with a number, the most popular first; the order of the file by default'),
  entities: z
    .int()
    .min(1)
    .max(mostNames)
    .optional()
    .describe('How many entities, the most popular; all by default'),
  attributes: z
    .array(attribute)
    .min(1)
    .refine((attributes) => new Set(attributes.map((a) => a.question)).size === attributes.length, {
      error: 'two attributes ask the same question',
    })
    .describe('What is asked about every entity'),
  joinWords: z
    .boolean()
    .default(false)
    .describe('Write names and answers as one word each, with _ for spaces'),
};

/** The schema of these options alone, without those of every data set. */
export const csvOptions = z.strictObject(csvShape);

/** The options of a fact table that is read from a CSV file. */
export type CsvOptions = z.infer<typeof csvOptions>;

/** The columns that a table must have: of the name, of the popularity, of every attribute. */
export function wantedColumns({
  entity,
  popularity,
  attributes,
}: Pick<CsvOptions, 'entity' | 'popularity'> & {
  readonly attributes: readonly { readonly column: string }[];
}): string[] {
  return [entity, ...(popularity ? [popularity] : []), ...attributes.map(({ column }) => column)];
}

const withoutFile = z.object({
  kind: z.literal('csv'),
  file: z.undefined().optional(),
  entity: z.string(),
  popularity: z.string().optional(),
  attributes: z.array(z.object({ column: z.string() })),
});

/**
 * How to give the file where options as they are written lack nothing but that, with the columns
 * that it must have; null where there is a file, or more is wrong.
 */
export function missingFileText(written: unknown): string | null {
  const { success, data } = withoutFile.safeParse(written);
  if (!success) return null;
  return (
    'data.file is missing: give the path of a CSV table with --set data.file=<path>; its header ' +
    `must have the columns ${wantedColumns(data).join(', ')}`
  );
}
