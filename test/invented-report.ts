import { withAlpha } from '../src/data/alpha.js';
import type { EvaluationSet } from '../src/data/evaluation-sets.js';
import type { Subset } from '../src/data/subsets.js';
import type { Measurement } from '../src/evaluation/measurement.js';
import { defineExperiment, type ExperimentInput } from '../src/experiment/experiment.js';
import { type Report, summariseRecord } from '../src/report/report.js';
import type { ExperimentRecord } from '../src/runs/experiment-record.js';
import { smallExperiment } from './small-experiment.js';

/** The gaps of every seed, from seed 1 on. */
export interface InventedGaps {
  readonly iml: readonly number[];
  /** EM(D5cons) - EM(D6cons) before Stage 2; default: 0 for every seed. */
  readonly before?: readonly number[];
  /** EM(D1cons) - EM(D2incons) after Stage 1; default: 0 for every seed. */
  readonly stage1?: readonly number[];
  /** EM(D5cons) - EM(D6cons) after Stage 2 in the set `name`; default: that is not asked. */
  readonly name?: readonly number[];
}

/** What is different from two stages of `smallExperiment`. */
export interface InventedExperiment {
  readonly alpha?: number;
  /** Whether one stage, `single`, trains on everything. */
  readonly single?: boolean;
  /** Defaults to none. */
  readonly analyses?: Partial<Pick<ExperimentRecord, 'alignments' | 'alignmentGains' | 'probes'>>;
  readonly changes?: Partial<Pick<ExperimentInput, 'at' | 'figure' | 'paper' | 'title'>>;
}

function stagesOf(single: boolean): ExperimentInput['stages'] {
  const [first, second] = smallExperiment.stages;
  if (!single) return smallExperiment.stages;
  const { questions, definitions } = first.train;
  const all = [...definitions, ...second.train.definitions];
  return [{ ...first, name: 'single', train: { questions, definitions: all } }];
}

/** What an experiment would report whose runs had these gaps. */
export function inventedReport(
  name: string,
  { iml, before = [], stage1 = [], name: named }: InventedGaps,
  { alpha = 1, single = false, analyses = {}, changes = {} }: InventedExperiment = {},
): Report {
  const [one, two] = single ? (['single', 'single'] as const) : (['stage1', 'stage2'] as const);
  const end = single ? 3 : 2;
  const rows = iml.flatMap((gap, index): Measurement[] => {
    const row = (
      stage: string,
      epoch: number,
      subset: Subset,
      value: number,
      set: EvaluationSet = 'questions',
    ): Measurement => {
      const run = { seed: index + 1, secondSeed: null, stage, epoch, questions: 9 };
      return { ...run, subset, set, metric: 'exactMatch', value };
    };
    const own = named?.[index];
    return [
      row(one, 3, 'D1cons', 0.4 + (stage1[index] ?? 0)),
      row(one, 3, 'D2incons', 0.4),
      row(one, 3, 'QA3', 0.35),
      ...(single
        ? []
        : [row(two, 0, 'D5cons', 0.4 + (before[index] ?? 0)), row(two, 0, 'D6cons', 0.4)]),
      row(two, end, 'D5cons', 0.4 + gap),
      row(two, end, 'D6cons', 0.4),
      ...(own === undefined
        ? []
        : [
            row(two, end, 'D5cons', 0.1 + own, 'name'),
            row(two, end, 'D6cons', 0.1, 'name'),
            row(one, 3, 'D2incons', 0, 'name'),
            row(one, 3, 'D2incons', 0.05, 'nameWithDefs'),
          ]),
    ];
  });
  const experiment = defineExperiment({
    ...smallExperiment,
    ...changes,
    name,
    stages: stagesOf(single),
    data: { ...smallExperiment.data, shares: withAlpha(smallExperiment.data.shares, alpha) },
  });
  const finished = iml.map((_, index) => index + 1);
  return summariseRecord(experiment, {
    ...{ rows, alignments: [], alignmentGains: [], probes: [], ...analyses },
    ...{ finished, missing: [], untested: new Map(), seconds: 10 },
  });
}
