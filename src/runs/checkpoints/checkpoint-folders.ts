import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { removeDrafts, removeFolderWhole } from '../../files/write-whole.js';

/** Where in a stage a checkpoint stands. */
export interface CheckpointPlace {
  /** Steps taken. */
  readonly step: number;
  /** Whether that step ended an epoch whose tests, analyses and weights are still to be made. */
  readonly isPending: boolean;
}

/** The folder, in that of a stage, of what a stage under way goes on from. */
export const checkpointsFolder = (stageFolder: string): string => join(stageFolder, 'checkpoints');

/** `step-000120`, or `step-000120-untested` where tests are pending. */
export const checkpointName = ({ step, isPending }: CheckpointPlace): string =>
  `step-${String(step).padStart(6, '0')}${isPending ? '-untested' : ''}`;

const nameForm = /^step-(\d+)(-untested)?$/;

/** The folders of a stage's checkpoints, the newest first; those set aside are none. */
export function checkpointFolders(stageFolder: string): string[] {
  const folder = checkpointsFolder(stageFolder);
  if (!existsSync(folder)) return [];
  const inside = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  const places = inside.flatMap(({ name }) => {
    const [, step, pending] = nameForm.exec(name) ?? [];
    return step === undefined
      ? []
      : [{ name, step: Number(step), isPending: pending !== undefined }];
  });
  places.sort((a, b) => b.step - a.step || Number(a.isPending) - Number(b.isPending));
  return places.map(({ name }) => join(folder, name));
}

/** Checkpoints that a stage keeps: should the newest be damaged, there is one more. */
const kept = 2;

/** Removes all checkpoints of a stage but the newest two. */
export function pruneCheckpoints(stageFolder: string): void {
  for (const folder of checkpointFolders(stageFolder).slice(kept)) removeFolderWhole(folder);
}

/** Renames a damaged checkpoint, so that nothing is lost of it, and gives back its new path. */
export function setAside(folder: string): string {
  for (let number = 1; ; number++) {
    const aside = `${folder}.damaged${number === 1 ? '' : `-${number}`}`;
    if (existsSync(aside)) continue;
    renameSync(folder, aside);
    return aside;
  }
}

/** Removes all checkpoints of a stage, those set aside and unfinished ones too. */
export function removeCheckpoints(stageFolder: string): void {
  removeFolderWhole(checkpointsFolder(stageFolder));
}

/** Removes what a killed process left of a checkpoint that it was writing or removing. */
export function tidyCheckpoints(stageFolder: string): void {
  removeDrafts(checkpointsFolder(stageFolder));
}
