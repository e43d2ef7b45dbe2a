import { UserError } from '../../errors/user-error.js';
import type { StageRun } from '../folder.js';
import { testsFolder } from '../stage-record.js';
import { checkpointFolders } from './checkpoint-folders.js';
import { readCheckpointRecord } from './checkpoint-record.js';

/** What of a stage that is not finished is saved in the checkpoint that it goes on from. */
export interface SavedPart {
  /** Steps taken. */
  readonly step: number;
  /** Of the whole stage. */
  readonly steps: number;
}

/**
 * How far the newest checkpoint of a stage is that can be read; null where there is none, or where
 * it is of other tests than the experiment's. Sizes and contents of its tensors are not looked at.
 */
export function savedPart(run: StageRun): SavedPart | null {
  for (const folder of checkpointFolders(run.folder)) {
    try {
      const { step, steps, identity, tests } = readCheckpointRecord(folder);
      const isOfRun = identity === run.identity;
      const isOfTests = tests === null || tests === testsFolder(run).identity;
      return isOfRun && isOfTests ? { step, steps } : null;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return null;
}

/** `62 % saved`, rounded down. */
export const savedText = ({ step, steps }: SavedPart): string =>
  `${Math.floor((100 * step) / steps)} % saved`;
