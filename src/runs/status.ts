import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { lockHolder } from '../files/lock.js';
import { layout, type StageRun } from './folder.js';
import { type Done, readDone } from './done-file.js';
import { checkTestedAlike } from './stage-tests.js';

/**
 * How far a stage of a run is; 'running' is the first stage that is missing of a run that a live
 * process works at, 'damaged' one that was finished and is not as it was written.
 */
export type StageState = 'finished' | 'running' | 'missing' | 'damaged';

/** How far the run of one first seed is. */
export interface SeedStatus {
  readonly seed: number;
  readonly stages: readonly {
    readonly stage: string;
    readonly secondSeed: number | null;
    readonly state: StageState;
    readonly seconds: number | null;
    readonly folder: string;
    /** What is damaged and what to do, else null. */
    readonly damage: string | null;
  }[];
}

/** How far every seed of an experiment is. */
export function experimentStatus(experiment: Experiment, runsFolder: string): SeedStatus[] {
  return [...layout(experiment, runsFolder)].map(([seed, runs]) => {
    let running = isLocked(runs);
    const stages = runs.map((run) => {
      const { done, damage } = readState(run);
      const unfinished: StageState = running ? 'running' : 'missing';
      const state: StageState =
        damage !== null ? 'damaged' : done !== null ? 'finished' : unfinished;
      if (state === 'running') running = false;
      const { stage, secondSeed, folder } = run;
      const seconds = done?.seconds ?? null;
      return { stage: stage.name, secondSeed, state, seconds, folder, damage };
    });
    return { seed, stages };
  });
}

function isLocked(runs: readonly StageRun[]): boolean {
  const [root] = runs;
  return root !== undefined && lockHolder(root.folder) !== null;
}

function readState(run: StageRun): { readonly done: Done | null; readonly damage: string | null } {
  try {
    return { done: readDone(run), damage: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { done: null, damage: error.message };
  }
}

/** First seeds of an experiment that are not finished, in its order. */
export interface UnfinishedSeeds {
  /** Those of which some stage is missing. */
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

/**
 * Throws a UserError where a finished stage was tested otherwise than the experiment wants it now
 * (`checkTestedAlike`): no report could be made of it together with what is still to be trained.
 */
export function checkFinishedTests(experiment: Experiment, runsFolder: string): void {
  for (const runs of layout(experiment, runsFolder).values())
    for (const run of runs)
      if (readState(run).done !== null) checkTestedAlike(run, experiment.evaluate);
}
