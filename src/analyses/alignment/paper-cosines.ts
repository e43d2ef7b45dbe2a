import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';

const paperCosines = z.strictObject({
  D5cons: z.number().describe("Of D5's definitions with the questions about the same aliases."),
  D6cons: z.number().describe("Of D6's."),
});

/** The authors' mean cosines of gradients in Stage 1, to stand beside ours. */
export type PaperCosines = Readonly<z.output<typeof paperCosines>>;

/**
 * The cosines among what a study has of the paper's analyses, under `alignment`; null where it has
 * none. Throws a UserError where they are something else.
 */
export function paperCosinesOf({
  alignment,
}: Readonly<Record<string, unknown>>): PaperCosines | null {
  if (alignment === undefined) return null;
  const { data, error } = paperCosines.safeParse(alignment);
  if (data !== undefined) return data;
  const wanted = 'expected { D5cons, D6cons }, two mean cosines';
  throw new UserError(`paperAnalyses.alignment: ${wanted}, given ${JSON.stringify(alignment)}`, {
    cause: error,
  });
}
