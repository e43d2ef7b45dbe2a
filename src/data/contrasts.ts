import { z } from 'zod';

/** The difference between two groups that a study is about. */
export const contrastOptions = z.strictObject({
  name: z.string().min(1).describe('Names it in JSON and in files of figures.'),
  title: z.string().min(1).describe('Names it in tables and figures.'),
  short: z.string().min(1).optional().describe('A short name of it. Default: the title.'),
  minuend: z.string().describe('The group from whose score that of the subtrahend is taken.'),
  subtrahend: z.string().describe('The other group.'),
  after: z
    .enum(['X1', 'X2'])
    .describe("When: at the end of the last stage that trains on X1, or of the last stage ('X2')."),
  role: z
    .enum(['effect', 'condition', 'detail'])
    .default('detail')
    .describe(
      "'effect': what the study claims, reported with its change over the last stage; " +
        "'condition': what has to hold for it and proves nothing by itself; 'detail': shown below.",
    ),
});

/** The difference between two groups that a study is about. */
export type Contrast = Readonly<z.output<typeof contrastOptions>>;

/** Contrasts in the order in which they are reported. */
export const contrastsOptions = z
  .array(contrastOptions)
  .describe('The differences between groups that reports and figures are about.');

/** Faults of contrasts: the path of each and what is wrong with it. */
export function* contrastFaults(
  contrasts: readonly Contrast[],
  groups: readonly string[],
): Generator<[path: PropertyKey[], message: string]> {
  for (const [index, contrast] of contrasts.entries()) {
    for (const side of ['minuend', 'subtrahend'] as const)
      if (!groups.includes(contrast[side])) {
        const message = `there is no group "${contrast[side]}" in data.groups`;
        yield [['contrasts', index, side], `${message}; known: ${groups.join(', ')}`];
      }
    if (contrasts.findIndex(({ name }) => name === contrast.name) !== index)
      yield [['contrasts', index, 'name'], `two contrasts are named "${contrast.name}"`];
  }
}
