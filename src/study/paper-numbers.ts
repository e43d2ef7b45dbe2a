import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import type { Frozen } from '../experiment/frozen.js';
import { metrics } from '../experiment/metrics.js';

/** What can stand under `paper` of a member of a study. */
export const paperNumber = z.strictObject({
  set: evaluationSet.default('questions'),
  subset: z.string().describe('The group.'),
  metric: z.enum(metrics).default('exactMatch'),
  stage: z.string().describe('Name of the stage.'),
  epoch: z.int().positive().nullable().default(null).describe("null: the stage's end."),
  value: z.number(),
  low: z.number().optional().describe('Lower end of its 95 % interval.'),
  high: z.number().optional().describe('Upper end of its 95 % interval.'),
});

/** A number that the paper has for what an experiment measures; reports print it beside ours. */
export type PaperNumber = Frozen<z.output<typeof paperNumber>>;
