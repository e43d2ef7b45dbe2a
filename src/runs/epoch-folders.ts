import { readdirSync } from 'node:fs';

/** The folder, in a stage's own, of its weights after an epoch before its last. */
export const epochFolder = (epoch: number): string => `epoch-${epoch}`;

/** The epoch of a folder of weights, as `epochFolder` calls it; null of another name. */
export function epochOfFolder(name: string): number | null {
  const [, epoch] = /^epoch-(\d+)$/.exec(name) ?? [];
  return epoch === undefined ? null : Number(epoch);
}

/** The names of such folders in that of a stage, in the order of their names. */
export const epochFolders = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => epochOfFolder(name) !== null)
    .sort();
