import type { Experiment } from '../stages/experiment.js';
import { layout, type StageRun } from './folder.js';
import { lockHolder } from './lock.js';
import { readDone } from './resume.js';

/**
 * How far a stage of a run is; 'running' is the first stage that is missing of a run that a live
 * process works at.
 */
export type StageState = 'finished' | 'running' | 'missing';

/** How far the run of one first seed is. */
export interface SeedStatus {
  readonly seed: number;
  readonly stages: readonly {
    readonly stage: string;
    readonly secondSeed: number | null;
    readonly state: StageState;
    readonly seconds: number | null;
    readonly folder: string;
  }[];
}

/** How far every seed of an experiment is. Throws a UserError that names a damaged file. */
export function experimentStatus(experiment: Experiment, runsFolder: string): SeedStatus[] {
  return [...layout(experiment, runsFolder)].map(([seed, runs]) => {
    let running = isLocked(runs);
    const stages = runs.map((run) => {
      const done = readDone(run);
      const state: StageState = done !== null ? 'finished' : running ? 'running' : 'missing';
      if (done === null) running = false;
      const { stage, secondSeed, folder } = run;
      return { stage: stage.name, secondSeed, state, seconds: done?.seconds ?? null, folder };
    });
    return { seed, stages };
  });
}

function isLocked(runs: readonly StageRun[]): boolean {
  const [root] = runs;
  return root !== undefined && lockHolder(root.folder) !== null;
}

/**
 * First seeds of an experiment of which some stage is missing, in its order. Throws a UserError
 * that names a damaged file.
 */
export function unfinishedSeeds(experiment: Experiment, runsFolder: string): number[] {
  return [...layout(experiment, runsFolder)]
    .filter(([, runs]) => runs.map(readDone).includes(null))
    .map(([seed]) => seed);
}
