import type { FinishedStage } from '../src/analyses/analysed-stage.js';
import type { EvaluationSet } from '../src/data/evaluation-sets.js';
import { withAlpha } from '../src/data/presets/table-1.js';
import type { Measurement } from '../src/evaluation/measurement.js';
import {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../src/experiment/experiment.js';
import { type Report, summariseRecord } from '../src/report/report.js';
import { paperNumber } from '../src/study/paper-numbers.js';
import type { MemberInput } from '../src/study/study.js';
import { smallExperiment } from './small-experiment.js';

/** The differences of every seed, from seed 1 on. */
export interface InventedDifferences {
  readonly iml: readonly number[];
  /** EM(D5cons) - EM(D6cons) before Stage 2; default: 0 for every seed. */
  readonly before?: readonly number[];
  /** EM(D1cons) - EM(D2incons) after Stage 1; default: 0 for every seed. */
  readonly stage1?: readonly number[];
  /** What each second seed adds to `iml`, of every first seed alike; default: no second seeds. */
  readonly bySecondSeed?: readonly number[];
  /** EM(D5cons) - EM(D6cons) after Stage 2 in the set `name`; default: that is not asked. */
  readonly name?: readonly number[];
}

/** What is different from two stages of `smallExperiment`. */
export interface InventedExperiment {
  readonly alpha?: number;
  /** Whether one stage, `single`, trains on everything. */
  readonly single?: boolean;
  /** What the first stage asks for; defaults to none. */
  readonly analyses?: NonNullable<ExperimentInput['stages'][number]['analyses']>;
  readonly title?: string;
  /** First seeds that are not finished; defaults to none. */
  readonly missing?: readonly number[];
  /** Defaults to none. */
  readonly paper?: NonNullable<MemberInput['paper']>;
  /** Defaults to none. */
  readonly paperAnalyses?: NonNullable<MemberInput['paperAnalyses']>;
}

/** An experiment of a name whose runs are invented. */
export function inventedExperiment(
  name: string,
  { alpha = 1, single = false, analyses = {}, title = '' }: InventedExperiment = {},
): Experiment {
  const { data } = smallExperiment;
  const [first, second] = stagesOf(single);
  return defineExperiment({
    ...{ ...smallExperiment, title, name },
    stages: [{ ...first, analyses }, ...(second === undefined ? [] : [second])],
    data: { ...data, shares: withAlpha(data.shares, alpha) },
  });
}

function stagesOf(single: boolean) {
  const [first, second] = smallExperiment.stages;
  if (!single) return [first, second] as const;
  const { questions, definitions } = first.train;
  const all = [...definitions, ...second.train.definitions];
  return [{ ...first, name: 'single', train: { questions, definitions: all } }] as const;
}

/** What an experiment would report whose runs had these differences, and rows of analyses by file. */
export function inventedReport(
  name: string,
  { iml, before = [], stage1 = [], bySecondSeed, name: named }: InventedDifferences,
  differs: InventedExperiment = {},
  files: Readonly<Record<string, readonly object[]>> = {},
): Report {
  const { single = false, paper = [], paperAnalyses = {}, missing = [] } = differs;
  const seconds: [number | null, number][] = bySecondSeed?.map((gain, i) => [i, gain]) ?? [
    [null, 0],
  ];
  const [one, two] = single ? (['single', 'single'] as const) : (['stage1', 'stage2'] as const);
  const end = single ? 3 : 2;
  const rows = iml.flatMap((difference, index): Measurement[] => {
    const row = (
      stage: string,
      epoch: number,
      subset: string,
      value: number,
      set: EvaluationSet = 'questions',
      secondSeed: number | null = null,
    ): Measurement => {
      const run = { seed: index + 1, secondSeed, stage, epoch, questions: 9 };
      return { ...run, subset, set, metric: 'exactMatch', value };
    };
    const own = named?.[index];
    return [
      row(one, 3, 'D1cons', 0.4 + (stage1[index] ?? 0)),
      row(one, 3, 'D2incons', 0.4),
      row(one, 3, 'QA3', 0.35),
      ...(single
        ? []
        : seconds.flatMap(([second]) => [
            row(two, 0, 'D5cons', 0.4 + (before[index] ?? 0), 'questions', second),
            row(two, 0, 'D6cons', 0.4, 'questions', second),
          ])),
      ...seconds.flatMap(([second, gain]) => [
        row(two, end, 'D5cons', 0.4 + difference + gain, 'questions', second),
        row(two, end, 'D6cons', 0.4, 'questions', second),
      ]),
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
  const experiment = inventedExperiment(name, differs);
  const finished = iml.map((_, index) => index + 1);
  const stages = inventedStages(experiment, files);
  const record = {
    rows,
    stages,
    finished,
    missing,
    untested: new Map(),
    damaged: new Map(),
    notes: [],
    chance: null,
    runs: [],
    seconds: 10,
  };
  return summariseRecord(experiment, record, {
    paper: paper.map((number) => paperNumber.parse(number)),
    paperAnalyses,
  });
}

/** Finished stages of one run, one behind the other; the first has rows, checked as if read. */
export function inventedStages(
  { stages }: Experiment,
  files: Readonly<Record<string, readonly object[]>>,
): FinishedStage[] {
  const made: FinishedStage[] = [];
  for (const [index, stage] of stages.entries())
    made.push({
      ...{ stage, seed: 1, secondSeed: null, parent: made.at(-1) ?? null },
      rows: (file, schema) =>
        index > 0 ? [] : (files[file] ?? []).map((row) => schema.parse(row)),
    });
  return made;
}
