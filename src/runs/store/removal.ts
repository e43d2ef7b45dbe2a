import { UserError } from '../../errors/user-error.js';
import { takeLeases } from '../../files/leases/lease.js';
import { removeResults } from '../done-file.js';
import { readTraining, runFiles, savedWeights } from '../stage-files.js';
import type { StoredStage } from './stage-folders.js';
import { removeEmpty, removeOwn, stageSize } from './stage-sizes.js';
import { readStore, type Store, type StoredExperiment } from './stored-experiments.js';
import { forgetStudies, idleStudies } from './study-records.js';

/** What of a stage is removed. */
type RemovedPart = 'all' | 'weights' | 'middle weights';

/** What is to be removed of an experiment. */
export interface RemovalOptions {
  /** First seeds; default: all. */
  readonly seeds?: readonly number[] | undefined;
  /** What of the stages: all, their weights alone, or those of epochs before their ends. */
  readonly what: RemovedPart;
  /** Whether stages go that other experiments share. */
  readonly shared: boolean;
}

/** What would be removed of the stages, and what of the experiment stays because others share it. */
export interface Removal extends Pick<RemovalOptions, 'what'> {
  readonly stages: readonly StoredStage[];
  readonly shared: readonly StoredStage[];
  readonly seeds: readonly number[];
  readonly bytes: number;
}

/** What a removal takes; a UserError where the experiment has a seed not that is asked for. */
export function removalOf(
  { experiments }: Store,
  stored: StoredExperiment,
  { seeds, what, shared: takesShared }: RemovalOptions,
): Removal {
  const there = stored.experiment.seeds.first;
  const absent = seeds?.find((seed) => !there.includes(seed));
  if (absent !== undefined)
    throw new UserError(`${stored.experiment.name} has no seed ${absent} in this folder`);
  const chosen = stored.stages.filter(({ seed }) => seeds?.includes(seed) ?? true);
  const others = experiments.filter((one) => !isSame(one, stored)).flatMap(({ stages }) => stages);
  const theirs = new Set(others.map(({ folder }) => folder));
  const measure = { all: 'bytes', weights: 'weights', 'middle weights': 'middleWeights' } as const;
  const size = (stage: StoredStage): number => stageSize(stage)[measure[what]];
  const isKept = (stage: StoredStage): boolean => !takesShared && theirs.has(stage.folder);
  const all = chosen.filter((stage) => size(stage) > 0);
  const stages = all.filter((stage) => !isKept(stage));
  return {
    what,
    stages,
    shared: all.filter(isKept),
    seeds: seeds ?? there,
    bytes: stages.reduce((sum, stage) => sum + size(stage), 0),
  };
}

const isSame = (one: StoredExperiment, other: StoredExperiment): boolean =>
  one.experiment.name === other.experiment.name &&
  one.identities.join() === other.identities.join();

/** Removes it; throws a LockedError, before anything is removed, where some of it is being trained. */
export function remove({ stages, what }: Removal, runsFolder: string): void {
  const leases = takeLeases(stages.map(({ folder, seed }) => ({ folder, what: `seed ${seed}` })));
  try {
    // The innermost first, so that what is left when this is cut short has what it started from.
    for (const stage of stages.toReversed()) {
      if (what === 'all') removeOwn(stage);
      else removeWeights(stage, what);
    }
  } finally {
    for (const lease of leases) lease.release();
  }
  if (what !== 'all') return;
  for (const { folder } of stages.toReversed()) removeEmpty(folder, runsFolder);
  forgetStudies(idleStudies(runsFolder, readStore(runsFolder).experiments));
}

function removeWeights({ folder, identities }: StoredStage, what: RemovedPart): void {
  const stage = { folder, identity: identities.at(-1) ?? '' };
  const training = readTraining(stage);
  if (training === null) return;
  const saved = savedWeights(training).filter(({ epoch }) => what === 'weights' || epoch !== null);
  // What earlier versions wrote is weights alone, beside a config.json that is no model's.
  const earlier = what === 'weights' && saved.length === 0 ? [runFiles.model] : [];
  removeResults(stage, [...saved.flatMap(({ files }) => files), ...earlier]);
}
