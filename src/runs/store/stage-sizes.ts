import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLeaseName } from '../../files/leases/lease.js';
import { epochOfFolder } from '../epoch-folders.js';
import type { StoredStage } from './stage-folders.js';

/** Bytes on disk. */
export interface StageSize {
  /** Of a stage and its tests, weights included; not of stages inside it. */
  readonly bytes: number;
  readonly weights: number;
  /** Of those weights what is of epochs before the stage's end. */
  readonly middleWeights: number;
}

/** Whether a name in a stage's folder is that of stages inside it. */
const holdsStages = (name: string): boolean => /^([0-9a-f]{12}|seed-\d+)$/.test(name);

/** What in a stage's folder is its own: files, and folders of tests. */
export function ownNames({ folder }: Pick<StoredStage, 'folder'>): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !holdsStages(name)) : [];
}

/** What a stage takes on disk. */
export function stageSize(stage: Pick<StoredStage, 'folder'>): StageSize {
  const own = ownNames(stage);
  const middle = own.filter((name) => epochOfFolder(name) !== null);
  const weights = [...own.filter((name) => name.endsWith('.safetensors')), ...middle];
  const sum = (names: readonly string[]) =>
    names.reduce((total, name) => total + bytesBelow(join(stage.folder, name)), 0);
  return { bytes: sum(own), weights: sum(weights), middleWeights: sum(middle) };
}

/** Bytes of a file, or of all files below a folder. */
export function bytesBelow(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isDirectory()) return status?.size ?? 0;
  return readdirSync(path).reduce((total, name) => total + bytesBelow(join(path, name)), 0);
}

/** Removes what is a stage's own, its `done.json` first; stages inside it stay. */
export function removeOwn(stage: Pick<StoredStage, 'folder'>): void {
  // First, so that what is left when the process is killed meanwhile does not look finished.
  rmSync(join(stage.folder, 'done.json'), { force: true });
  for (const name of ownNames(stage).filter((one) => !isLeaseName(one)))
    rmSync(join(stage.folder, name), { recursive: true, force: true });
}

/** Removes a folder and those above it, below `root`, as far as they are empty. */
export function removeEmpty(folder: string, root: string): void {
  for (let level = folder; level.startsWith(root) && level !== root; level = dirname(level)) {
    if (!existsSync(level)) continue;
    if (readdirSync(level).length > 0) return;
    rmdirSync(level);
  }
}
