import { type Report, summariseRecord } from '../src/cli/report.js';
import { withAlpha } from '../src/data/alpha.js';
import type { Subset } from '../src/data/subsets.js';
import type { Measurement } from '../src/evaluation/measurement.js';
import { defineExperiment } from '../src/stages/experiment.js';
import { smallExperiment } from './small-experiment.js';

/** The gaps of every seed, from seed 1 on. */
export interface InventedGaps {
  readonly iml: readonly number[];
  /** EM(D5cons) - EM(D6cons) before Stage 2; default: 0 for every seed. */
  readonly before?: readonly number[];
  /** EM(D1cons) - EM(D2incons) after Stage 1; default: 0 for every seed. */
  readonly stage1?: readonly number[];
}

/** What an experiment would report whose runs had these gaps. */
export function inventedReport(
  name: string,
  { iml, before = [], stage1 = [] }: InventedGaps,
  { alpha = 1 }: { readonly alpha?: number } = {},
): Report {
  const rows = iml.flatMap((gap, index): Measurement[] => {
    const row = (stage: string, epoch: number, subset: Subset, value: number) => {
      const metric = 'exactMatch' as const;
      return {
        seed: index + 1,
        secondSeed: null,
        stage,
        epoch,
        subset,
        set: 'questions' as const,
        metric,
        value,
        questions: 9,
      };
    };
    return [
      row('stage1', 3, 'D1cons', 0.4 + (stage1[index] ?? 0)),
      row('stage1', 3, 'D2incons', 0.4),
      row('stage1', 3, 'QA3', 0.35),
      row('stage2', 0, 'D5cons', 0.4 + (before[index] ?? 0)),
      row('stage2', 0, 'D6cons', 0.4),
      row('stage2', 2, 'D5cons', 0.4 + gap),
      row('stage2', 2, 'D6cons', 0.4),
    ];
  });
  const experiment = defineExperiment({
    ...smallExperiment,
    name,
    data: { ...smallExperiment.data, shares: withAlpha(smallExperiment.data.shares, alpha) },
  });
  const finished = iml.map((_, index) => index + 1);
  return summariseRecord(experiment, { rows, finished, missing: [], seconds: 10 });
}
