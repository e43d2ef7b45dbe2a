import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import type { Stage } from '../experiment/stage.js';

/** The rows of each file of an analysis, by the file's name without `.jsonl`. */
export type RowFiles = Readonly<Record<string, object>>;

/** A finished stage of a run, of which rows are read back when they are asked for. */
export interface FinishedStage {
  readonly stage: Stage;
  readonly seed: number;
  readonly secondSeed: number | null;
  /** The stage whose weights this one started from; null for the first. */
  readonly parent: FinishedStage | null;
  /**
   * The rows of one of the stage's files, by its name without `.jsonl`. Throws a UserError that
   * names the seed and a missing or damaged file.
   */
  rows<Row>(file: string, schema: z.ZodType<Row>): readonly Row[];
}

/** What `answers` reads of an answer that a test saved. */
export const savedAnswer = z.object({
  epoch: z.int().min(0),
  subset: z.string(),
  set: evaluationSet,
  alias: z.string().nullable(),
  correct: z.boolean(),
});

/** What a summary may need to know of an answer that a test saved. */
export type SavedAnswer = Readonly<z.output<typeof savedAnswer>>;

/** A finished stage as one analysis sees it. */
export interface AnalysedStage<Options, Rows extends RowFiles>
  extends Omit<FinishedStage, 'parent' | 'rows'> {
  readonly parent: AnalysedStage<Options, Rows> | null;
  /** The analysis's options there; null where the stage does not ask for it. */
  readonly options: Options | null;
  /** The rows of one of its files; none where the stage does not ask for it. Errors as there. */
  rows<File extends keyof Rows & string>(file: File): readonly Rows[File][];
  /** The answers that the stage's tests saved. Errors as there. */
  answers(): readonly SavedAnswer[];
}
