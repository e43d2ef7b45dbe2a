import type { Subset } from '../data/subsets.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { GapStages } from './gap-stages.js';
import { type PairedSummary, summarisePairs } from './paired-summary.js';
import { lastEpoch } from './seed-means.js';
import { subsetDifference } from './subset-difference.js';

/** Two subsets compared at the end of a stage, beside the gaps. */
export interface Comparison extends PairedSummary {
  readonly upper: Subset;
  readonly lower: Subset;
  readonly stage: string;
}

/**
 * What the paper compares beside the gaps: whether true definitions help and false ones hurt in
 * Stage 1 (Sec. 3), whether the unreliable source's definitions are taken in at all, and a new
 * source's against them (Sec. 3.2).
 */
const compared = [
  { upper: 'D1cons', lower: 'QA3', when: 'stage1' },
  { upper: 'QA3', lower: 'D2incons', when: 'stage1' },
  { upper: 'D6cons', lower: 'QA7', when: 'last' },
  { upper: 'D8cons', lower: 'D6cons', when: 'last' },
] as const;

/**
 * EM(D1cons) - EM(QA3) and EM(QA3) - EM(D2incons) at the end of Stage 1, EM(D6cons) - EM(QA7) and
 * EM(D8cons) - EM(D6cons) at the end of the last stage, on test questions; those whose subsets were
 * measured. Stages are as for `summariseGaps`, and so are the errors.
 */
export function summariseComparisons(
  rows: readonly Measurement[],
  stages: GapStages,
): Comparison[] {
  return compared.flatMap(({ upper, lower, when }) => {
    const stage = stages[when];
    const pair = { upper, lower, set: 'questions', stage, epoch: lastEpoch(rows, stage) } as const;
    const seeds = subsetDifference(rows, pair);
    return seeds.length > 0 ? [{ upper, lower, stage, ...summarisePairs(seeds) }] : [];
  });
}
