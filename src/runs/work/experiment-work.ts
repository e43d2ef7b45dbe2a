import { join } from 'node:path';
import { z } from 'zod';
import { analysisKinds } from '../../analyses/kinds.js';
import { UserError } from '../../errors/user-error.js';
import type { Experiment } from '../../experiment/experiment.js';
import { readJson } from '../../files/json-file.js';
import { type SavedPart, savedPart } from '../checkpoints/saved-part.js';
import { layout, type StageRun } from '../folder.js';
import { recordPath, runFiles, savedWeights } from '../stage-files.js';
import type { StageTests } from '../stage-tests.js';
import type { Done } from '../store/done-record.js';
import { type Gap, type Gaps, gapsText, isWhole } from './gaps.js';
import { epochsToKeep } from './kept-weights.js';
import {
  answerable,
  missingWork,
  readStages,
  type StageRecords,
  type StageWork,
  type WorkRules,
} from './missing-work.js';
import { testSize } from './test-size.js';

/** What is done with a stage of one seed, and what is known of it. */
export interface PlannedStage {
  readonly stage: string;
  readonly seed: number;
  readonly secondSeed: number | null;
  readonly folder: string;
  /** `finished` is nothing to do; `untrained` is a stage that would have to be trained first. */
  readonly kind: 'finished' | 'untrained' | StageWork['kind'];
  /** What is tested from weights, in words; else null. */
  readonly tested: string | null;
  /** What training goes on from, where it was stopped; else null. */
  readonly saved: SavedPart | null;
  /** About how many bytes the results of that take; else 0. */
  readonly testBytes: number;
  /** Why it is trained again, in words; else null. */
  readonly again: string | null;
  /** What tests lack that no weights can answer, in words; null where nothing. */
  readonly left: string | null;
  /** Whether the ends of stages are among it. */
  readonly lacksEnd: boolean;
  /** Whether some of what it is trained again for could be tested from weights. */
  readonly isTestable: boolean;
  /** Seconds of its training the first time; null where it is not trained. */
  readonly seconds: number | null;
  /** The experiment that trained it, where that is another one; else null. */
  readonly trainedBy: string | null;
  /** Whether it is trained and tested as the experiment wants. */
  readonly isFinished: boolean;
  /** Bytes of its weights on disk, of all epochs that are kept; 0 where none are. */
  readonly weightBytes: number;
  /** Those of them that the execution does not want kept. */
  readonly spareBytes: number;
  /** The epochs after which the execution wants its weights kept. */
  readonly keepsWeights: readonly number[];
  /** Those of them of which there are no weights. */
  readonly lacksWeights: readonly number[];
}

/** What has to be done of an experiment, stage by stage of every seed. */
export interface ExperimentWork {
  readonly stages: readonly PlannedStage[];
  /** Seeds of which a stage is damaged, with what is damaged and what to do. */
  readonly damaged: ReadonlyMap<number, string>;
}

/** Looks at every seed of an experiment: what is finished, and what would be done under the rules. */
export function experimentWork(
  experiment: Experiment,
  runsFolder: string,
  rules: WorkRules,
): ExperimentWork {
  const stages: PlannedStage[] = [];
  const damaged = new Map<number, string>();
  for (const [seed, runs] of layout(experiment, runsFolder)) {
    try {
      const records = readStages(runs);
      const work = missingWork(runs, rules, analysisKinds, records);
      stages.push(...runs.map((run) => planned(run, runs, { experiment, rules, work, records })));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.set(seed, error.message);
    }
  }
  return { stages, damaged };
}

/** First seeds of which something is done, in the experiment's order. */
export function seedsToDo({ stages }: ExperimentWork): number[] {
  const open = stages.filter(({ kind }) => kind !== 'finished' && kind !== 'untrained');
  return [...new Set(open.map(({ seed }) => seed))];
}

function planned(
  run: StageRun,
  runs: readonly StageRun[],
  of: {
    readonly experiment: Experiment;
    readonly rules: WorkRules;
    readonly work: readonly StageWork[];
    readonly records: StageRecords;
  },
): PlannedStage {
  const { stage, seed, secondSeed, folder } = run;
  const { record, left, parts, epochs } = answerable(run, of.records);
  const { training } = record;
  const work = of.work.find((one) => one.run === run);
  const keepsWeights = epochsToKeep(run, runs, of.rules);
  const sizes = weightSizes(run, training);
  const isOpen = training !== null && !isWhole(left);
  return {
    ...{ stage: stage.name, seed, secondSeed, folder },
    kind: work?.kind ?? (training === null ? 'untrained' : 'finished'),
    tested: work?.kind === 'test' ? testedText(work.parts, parts.length) : null,
    saved: work?.kind.startsWith('train') ? savedPart(run) : null,
    testBytes: work?.kind === 'test' ? testSize(work.parts, record.found) : 0,
    again: work?.kind === 'train again' ? work.again : null,
    left: isOpen ? leftText(left) : null,
    lacksEnd:
      isOpen &&
      (left.analyses.length > 0 || left.tests.some(({ epochs }) => epochs.includes(stage.epochs))),
    isTestable: training !== null && parts.length > 0,
    seconds: training?.seconds ?? null,
    trainedBy: training === null ? null : otherTrainer(run, of.experiment),
    isFinished: training !== null && record.tests !== null && record.lacking === null,
    weightBytes: sumOf(sizes.map(({ bytes }) => bytes)),
    spareBytes: sumOf(
      sizes.filter(({ epoch }) => !keepsWeights.includes(epoch)).map(({ bytes }) => bytes),
    ),
    keepsWeights,
    lacksWeights: keepsWeights.filter((epoch) => !epochs.includes(epoch)),
  };
}

/** Bytes of the numbers of a stage's own weights, by epoch. */
function weightSizes(
  { stage }: StageRun,
  training: Done | null,
): { readonly epoch: number; readonly bytes: number }[] {
  return savedWeights(training).map(({ epoch, files }) => {
    const numbers = files.filter((name) => name.endsWith(runFiles.model));
    const bytes = sumOf(numbers.map((name) => training?.files.get(name)?.bytes ?? 0));
    return { epoch: epoch ?? stage.epochs, bytes };
  });
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * What parts test, in words.
 *
 * @param measuring how many of them, the first, measure what is missing; others only save answers
 */
const testedText = (parts: readonly StageTests[], measuring: number): string =>
  gapsText(parts.flatMap((part, at) => gapsOfPart(part, at < measuring)));

/** What a part tests, as gaps that it closes; of an analysis its name stands for a set. */
function gapsOfPart(
  { sets, metrics, subsets, analyses, atEpochs = [], answers }: StageTests,
  isMeasured: boolean,
): Gap[] {
  const names = Object.keys(analyses);
  const what = [...(isMeasured ? metrics : []), ...(answers === undefined ? [] : ['answers'])];
  return [
    ...sets.flatMap((set) => what.map((metric) => ({ set, metric, subsets, epochs: atEpochs }))),
    ...names.map((set) => ({ set, metric: 'analysis', subsets: null, epochs: atEpochs })),
  ];
}

function leftText({ tests, analyses }: Gaps): string {
  return [
    ...(tests.length === 0 ? [] : [gapsText(tests)]),
    ...analyses.map((name) => `the analysis ${name}`),
  ].join('; ');
}

/** The experiment that trained a stage, where its record names another one. */
function otherTrainer({ folder }: StageRun, { name }: Experiment): string | null {
  const path = recordPath(folder) ?? join(folder, runFiles.record);
  const record = readJson(path, z.looseObject({ name: z.string() }));
  return record.name === name ? null : record.name;
}
