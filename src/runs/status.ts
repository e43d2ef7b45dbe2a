import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { lockHolder } from '../files/lock.js';
import { layout, type StageRun } from './folder.js';
import { readStage } from './stage-record.js';
import { type Failure, readFailure } from './tasks/failures.js';

/**
 * How far a stage of a run is; 'running' is the first stage of a run that is not finished and that a
 * live process works at, 'untested' one that is trained and was not tested as the experiment wants,
 * 'damaged' one that was finished and is not as it was written.
 */
export type StageState = 'finished' | 'running' | 'missing' | 'untested' | 'damaged';

/** How far a stage is, and where. */
export interface StageStatus {
  readonly stage: string;
  readonly secondSeed: number | null;
  readonly state: StageState;
  /** Of training and testing; null where it is not finished. */
  readonly seconds: number | null;
  readonly folder: string;
  /** What tests lack of a stage that is trained, in words; else null. */
  readonly lacking: string | null;
  /** What is damaged and what to do, else null. */
  readonly damage: string | null;
  /** Why it is not finished, where the last attempt failed; else null. */
  readonly failure: Failure | null;
}

/** How far the run of one first seed is. */
export interface SeedStatus {
  readonly seed: number;
  readonly stages: readonly StageStatus[];
}

/** How far every seed of an experiment is. */
export function experimentStatus(experiment: Experiment, runsFolder: string): SeedStatus[] {
  return [...layout(experiment, runsFolder)].map(([seed, runs]) => {
    const stages = runs.map(stageStatus);
    const running = runs.findIndex(
      ({ folder }, index) => isUnfinished(stages[index]) && lockHolder(folder) !== null,
    );
    return {
      seed,
      stages: stages.map((one, index) =>
        index === running ? { ...one, state: 'running' as const } : one,
      ),
    };
  });
}

const isUnfinished = (status: StageStatus | undefined): boolean =>
  status?.state === 'missing' || status?.state === 'untested';

function stageStatus(run: StageRun): StageStatus {
  const { stage, secondSeed, folder } = run;
  const of = { stage: stage.name, secondSeed, folder, failure: readFailure(folder) };
  try {
    const { training, tests, lacking } = readStage(run);
    const isFinished = training !== null && tests !== null && lacking === null;
    const state = isFinished ? 'finished' : lacking === null ? 'missing' : 'untested';
    const seconds = isFinished ? tests.reduce((sum, { done }) => sum + done.seconds, 0) : null;
    return { ...of, state, seconds, lacking, damage: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...of, state: 'damaged', seconds: null, lacking: null, damage: error.message };
  }
}

/** First seeds of an experiment that are not finished, in its order. */
export interface UnfinishedSeeds {
  /** Those of which some stage is not trained, or not tested as the experiment wants. */
  readonly missing: readonly number[];
  /** Those of which some stage is damaged, with what is damaged and what to do. */
  readonly damaged: ReadonlyMap<number, string>;
}

/** Which seeds of an experiment are not finished. */
export function unfinishedSeeds(experiment: Experiment, runsFolder: string): UnfinishedSeeds {
  const missing: number[] = [];
  const damaged = new Map<number, string>();
  for (const { seed, stages } of experimentStatus(experiment, runsFolder)) {
    const damage = stages.find((stage) => stage.damage !== null)?.damage;
    if (damage) damaged.set(seed, damage);
    else if (stages.some(({ state }) => state !== 'finished')) missing.push(seed);
  }
  return { missing, damaged };
}
