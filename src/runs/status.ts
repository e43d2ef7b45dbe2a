import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import type { LeaseHolder } from '../files/leases/holder.js';
import { leaseHolder } from '../files/leases/lease.js';
import { type SavedPart, savedPart } from './checkpoints/saved-part.js';
import { layout, type StageRun } from './folder.js';
import { readStage } from './stage-record.js';
import { quickLook } from './store/quick-look.js';
import { type Failure, readFailure } from './tasks/failures.js';

/**
 * How far a stage of a run is; 'running' is the first stage of a run that is not finished and that a
 * process works at that lives, as far as can be seen, 'untested' one that is trained and was not tested as the experiment wants,
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
  /** What it goes on from, where it is not trained and part of it is saved; else null. */
  readonly saved: SavedPart | null;
  /** Who works at it; null where nobody does. */
  readonly holder: StageHolder | null;
}

/** Who works at a stage. */
export interface StageHolder extends Pick<LeaseHolder, 'pid' | 'host' | 'slurmJob' | 'since'> {
  /** Seconds since its last heartbeat, by the clock of this machine. */
  readonly silentForS: number;
  /** Whether it has shown none for so long that the next run takes the stage over. */
  readonly isSilent: boolean;
}

/** How far the run of one first seed is. */
export interface SeedStatus {
  readonly seed: number;
  readonly stages: readonly StageStatus[];
}

/**
 * How far every seed of an experiment is. Of what is finished the sizes of files are compared, not
 * their contents.
 */
export function experimentStatus(experiment: Experiment, runsFolder: string): SeedStatus[] {
  return [...layout(experiment, runsFolder)].map(([seed, runs]) => {
    let isFirst = true;
    const stages = runs.map((run) => {
      const status = stageStatus(run);
      if (!isUnfinished(status)) return status;
      const held = withHolder(status);
      if (held.holder === null || held.holder.isSilent) return held;
      const isRunning = isFirst;
      isFirst = false;
      return isRunning ? { ...held, state: 'running' as const } : status;
    });
    return { seed, stages };
  });
}

/** A stage with who works at it; a lease that cannot be read is damage. */
function withHolder(status: StageStatus): StageStatus {
  try {
    const seen = leaseHolder(status.folder);
    if (seen === null) return status;
    const { pid, host, slurmJob, since } = seen.holder;
    const { isSilent, silentForS } = seen;
    return { ...status, holder: { pid, host, slurmJob, since, silentForS, isSilent } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...status, state: 'damaged', damage: error.message };
  }
}

const isUnfinished = ({ state }: StageStatus): boolean =>
  state === 'missing' || state === 'untested';

function stageStatus(run: StageRun): StageStatus {
  const { stage, secondSeed, folder } = run;
  const named = { stage: stage.name, secondSeed, folder, saved: null, holder: null };
  const none = { lacking: null, damage: null, failure: null };
  const seen = quickLook(run);
  if (seen?.state === 'finished')
    return { ...named, state: 'finished', seconds: seen.seconds, ...none };
  if (seen !== null) return { ...named, state: 'missing', seconds: null, ...none };
  const of = { ...named, failure: readFailure(folder) };
  try {
    const { training, tests, lacking } = readStage(run);
    const isFinished = training !== null && tests !== null && lacking === null;
    const state = isFinished ? 'finished' : lacking === null ? 'missing' : 'untested';
    const seconds = isFinished ? tests.reduce((sum, { done }) => sum + done.seconds, 0) : null;
    const saved = isFinished ? null : savedPart(run);
    return { ...of, state, seconds, saved, lacking, damage: null };
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
