import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import type { Frozen } from '../frozen.js';
import { largestSeed } from '../seed-list.js';

const seed = z.int().min(0).max(largestSeed);

/** What loading the other experiment finds of the stage. */
const found = z.strictObject({
  experiment: z.string().describe('The name of the experiment.'),
  isControl: z.boolean().describe('Whether it is the control of another one.'),
  stage: z.string(),
  identities: z
    .array(z.string().regex(/^[0-9a-f]{12}$/))
    .min(1)
    .describe('Of the stages up to that one, which is the last.'),
  second: z
    .strictObject({ index: z.int().positive(), seed })
    .nullable()
    .describe('Which of them is the first of seed `second`, and its seed; null where none is.'),
  architecture: z.enum(['causal', 'encoder-decoder']),
});

/** What can stand under `model` for a trained stage of another experiment. */
export const otherStageOptions = z.strictObject({
  kind: z.literal('stage'),
  experiment: z
    .string()
    .min(1)
    .describe('Name of a bundled experiment, or path of a .ts or .json file.'),
  stage: z.string().min(1).optional().describe('The stage. Default: the last.'),
  seed: z
    .union([z.literal('same'), seed])
    .default('same')
    .describe(
      "'same': each first seed starts from the same seed of the other experiment; a number: all " +
        'start from that one.',
    ),
  secondSeed: seed
    .optional()
    .describe("Of a stage of seed 'second'. Default: the other experiment's first."),
  member: z
    .string()
    .min(1)
    .optional()
    .describe('Which experiment of a study of several; a control has a name, too.'),
  form: z
    .enum(['full', 'small', 'quick'])
    .default('full')
    .describe('The experiment as it is defined, or its --small or --quick form.'),
  set: z
    .array(z.string())
    .default([])
    .describe('Changes of the other experiment, as --set takes them.'),
  resolved: z
    .union([found, z.strictObject({ problem: z.string() })])
    .optional()
    .describe('What loading it found, or why it does not load: filled in, not written by hand.'),
});

/** A trained stage of another experiment, every default filled in. */
export type OtherStageOptions = Frozen<z.output<typeof otherStageOptions>>;

/** A trained stage of another experiment as it is written. */
export type OtherStageInput = Frozen<z.input<typeof otherStageOptions>>;

/** What is known of a stage whose experiment loaded. */
export type FoundStage = Frozen<z.output<typeof found>>;

/** What is known of the stage; a UserError where its experiment was not loaded, which says why. */
export function foundStage({ experiment, resolved }: OtherStageOptions): FoundStage {
  if (resolved !== undefined && !('problem' in resolved)) return resolved;
  throw new UserError(`model.experiment: ${resolved?.problem ?? `${experiment} was not loaded`}`);
}
