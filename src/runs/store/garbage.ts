import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { isFolder } from '../../files/folders.js';
import { silenceMs } from '../../files/leases/claim.js';
import { isLeaseName, leaseHolder, leaseName, takeLeases } from '../../files/leases/lease.js';
import { processState } from '../../files/process-state.js';
import { isDraft } from '../../files/write-whole.js';
import type { StoredStage } from './stage-folders.js';
import { storedStages, storeFiles } from './stage-folders.js';
import { bytesBelow, removeEmpty, removeOwn, stageSize } from './stage-sizes.js';
import { readStore } from './stored-experiments.js';
import { forgetStudies, idleStudies } from './study-records.js';

/** What may be removed of a runs folder, as nothing refers to it. */
export interface Garbage {
  /** Stages that belong to no known experiment. */
  readonly stages: readonly StoredStage[];
  /** Those of them that stay, as they are being trained. */
  readonly held: readonly StoredStage[];
  /** Files and folders that killed processes left. */
  readonly leavings: readonly string[];
  /** Those of them that are too new to be known as such. */
  readonly fresh: number;
  /** Records of studies of which no stage is there. */
  readonly records: readonly string[];
  readonly bytes: number;
}

/** What in a runs folder, and in a folder of figures, nothing refers to. */
export function garbageIn(runsFolder: string, figures: string): Garbage {
  const { strays } = readStore(runsFolder);
  const held = strays.filter(({ folder }) => mayBeHeld(folder));
  const stages = strays.filter((stage) => !held.includes(stage));
  const stageFolders = storedStages(runsFolder).map(({ folder }) => folder);
  const folders = [runsFolder, join(runsFolder, storeFiles.studies), ...stageFolders];
  const inStages = stageFolders.flatMap((folder) =>
    namesIn(folder).flatMap((name) =>
      /^(tests-[0-9a-f]{8}|epoch-\d+)$/.test(name) ? [join(folder, name)] : [],
    ),
  );
  const inFigures = isFolder(figures)
    ? [figures, ...namesIn(figures).map((name) => join(figures, name))].filter(isFolder)
    : [];
  const found = [...folders, ...inStages, ...inFigures].flatMap((folder) =>
    namesIn(folder)
      .filter(isLeaving)
      .map((name) => join(folder, name))
      .filter((path) => !isHeldLease(folder, path)),
  );
  const leavings = found.filter(isOfDead);
  const records = idleStudies(runsFolder, readStore(runsFolder).experiments);
  const bytes =
    stages.reduce((sum, stage) => sum + stageSize(stage).bytes, 0) +
    [...leavings, ...records].reduce((sum, path) => sum + bytesBelow(path), 0);
  return { stages, held, leavings, fresh: found.length - leavings.length, records, bytes };
}

const namesIn = (folder: string): string[] => (isFolder(folder) ? readdirSync(folder) : []);

/** Drafts, probes, archives that were being unpacked, and leases with what earlier versions wrote beside them. */
const isLeaving = (name: string): boolean =>
  isDraft(name) || /^\.(probe|unpack)-/.test(name) || isLeaseName(name);

/** Whether it is the lease of a process that may live. */
function isHeldLease(folder: string, path: string): boolean {
  return path === join(folder, leaseName) && mayBeHeld(folder, true);
}

/**
 * Whether a process that may live works at a stage; what is no lease, such as a folder, is nobody's.
 *
 * @param ofSilent what is said of another machine's that is silent: only who takes it over makes sure
 */
function mayBeHeld(folder: string, ofSilent = false): boolean {
  try {
    const seen = leaseHolder(folder);
    return seen !== null && (ofSilent || !seen.isSilent);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/**
 * Whether what wrote it is gone: its process, where the name has the number of one, and anything else
 * after a time, as that may be of another machine.
 */
function isOfDead(path: string): boolean {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) return false;
  const [, pid] = /[.-](\d+)(?:-[0-9a-z]+)?(?:\.tmp)?$/.exec(path) ?? [];
  if (pid !== undefined && processState(Number(pid))?.isLive === true) return false;
  return Date.now() - written > silenceMs;
}

/**
 * Removes it; throws a LockedError, before anything is removed, where a stage of it is being trained.
 */
export function removeGarbage({ stages, leavings, records }: Garbage, runsFolder: string): void {
  const there = stages.filter(({ folder }) => existsSync(folder));
  const leases = takeLeases(there.map(({ folder, seed }) => ({ folder, what: `seed ${seed}` })));
  try {
    for (const stage of there.toReversed()) removeOwn(stage);
  } finally {
    for (const lease of leases) lease.release();
  }
  for (const { folder } of there.toReversed()) removeEmpty(folder, runsFolder);
  for (const path of leavings) rmSync(path, { recursive: true, force: true });
  forgetStudies(records);
}
