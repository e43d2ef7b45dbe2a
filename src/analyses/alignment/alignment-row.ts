import { z } from 'zod';
import { runFields } from '../analysis-kind.js';

/** What is compared of the gradients of a definition and of the questions of the same alias. */
export const alignmentMetrics = [
  'cosine',
  'innerProduct',
  'squaredDistance',
  'definitionNorm',
  'questionNorm',
] as const;

/** What is compared of two gradients. */
export type AlignmentMetric = (typeof alignmentMetrics)[number];

/** Which run is analysed, how far it is, and what is compared. */
const compared = {
  ...runFields,
  /** How many epochs of the stage were completed. */
  epoch: z.int().min(0),
  subset: z.string(),
  questions: z.enum(['test', 'train']),
};

/** A row of `gradients.jsonl`. */
export const alignmentRow = z.strictObject({
  ...compared,
  /** Under which tag the definitions stood: the group's own, or 1 or 2 for all of them. */
  tag: z.literal(['own', 1, 2]),
  metric: z.enum(alignmentMetrics),
  value: z.number(),
  definitions: z.int().positive(),
  /** Questions of each definition on average. */
  questionsEach: z.number().positive(),
});

/** One mean of one run: over the definitions of a group, each averaged over its questions. */
export type AlignmentRow = Readonly<z.output<typeof alignmentRow>>;

/** Metrics that are kept for every alias. */
export const aliasMetrics = ['cosine', 'innerProduct'] as const satisfies AlignmentMetric[];

/** What is compared of one alias. */
export type AliasMetric = (typeof aliasMetrics)[number];

/** A row of `alias-gradients.jsonl`. */
export const aliasAlignmentRow = z.strictObject({
  ...compared,
  tag: z.literal('own'),
  alias: z.string(),
  cosine: z.number(),
  innerProduct: z.number(),
});

/** One alias of one run, its definition under its own tag; the mean where it has several. */
export type AliasAlignmentRow = Readonly<z.output<typeof aliasAlignmentRow>>;

/** The rows of the analysis, by the file's name without `.jsonl`. */
export const alignmentFiles = { gradients: alignmentRow, 'alias-gradients': aliasAlignmentRow };

/** The rows of the analysis, by the file's name without `.jsonl`. */
export type AlignmentFiles = {
  readonly gradients: AlignmentRow;
  readonly 'alias-gradients': AliasAlignmentRow;
};
