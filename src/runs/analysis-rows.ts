import { z } from 'zod';
import { type AlignmentRow, alignmentMetrics } from '../analyses/alignment/alignment-row.js';
import type { ProbeRow } from '../analyses/probes/probe-row.js';
import { subsetNames } from '../data/subsets.js';
import { probeTasks } from '../experiment/analyses.js';
import type { StageRun } from './folder.js';
import { readRows } from './stage-record.js';

const place = { seed: z.int(), secondSeed: z.int().nullable(), stage: z.string() };

const alignmentSchema: z.ZodType<AlignmentRow> = z.strictObject({
  ...place,
  epoch: z.int().min(0),
  subset: z.enum(subsetNames),
  tag: z.literal(['own', 1, 2]),
  questions: z.enum(['test', 'train']),
  metric: z.enum(alignmentMetrics),
  value: z.number(),
  definitions: z.int().positive(),
  questionsEach: z.number().positive(),
});

const probeSchema: z.ZodType<ProbeRow> = z.strictObject({
  ...place,
  task: z.enum(probeTasks),
  question: z.string(),
  layer: z.int().min(0),
  position: z.int().min(0),
  token: z.string(),
  accuracy: z.number().min(0).max(1),
  examples: z.int().positive(),
});

/** What the analyses of finished stages found. */
export interface AnalysisRows {
  readonly alignments: readonly AlignmentRow[];
  readonly probes: readonly ProbeRow[];
}

/**
 * Reads what the analyses of a finished stage found, of those that it wants now. Throws a UserError
 * that names a damaged or missing file.
 */
export function readAnalyses(run: StageRun): AnalysisRows {
  const { gradients, probes } = run.stage;
  return {
    alignments: gradients === null ? [] : readRows(run, 'gradients', alignmentSchema),
    probes: probes === null ? [] : readRows(run, 'probes', probeSchema),
  };
}
