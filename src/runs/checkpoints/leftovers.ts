import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment } from '../../experiment/experiment.js';
import { isLeaseName, type Lease, LockedError, takingLeases } from '../../files/leases/lease.js';
import { isDraft, removeDrafts } from '../../files/write-whole.js';
import { isDone, removeAllDrafts } from '../done-file.js';
import { layout, type StageRun } from '../folder.js';
import { testsFolder } from '../stage-record.js';
import { checkpointFolders, checkpointsFolder, removeCheckpoints } from './checkpoint-folders.js';
import { readCheckpointRecord } from './checkpoint-record.js';

/**
 * Removes what processes that were killed left beside the finished stages of an experiment:
 * checkpoints that nothing goes on from any more, drafts of files and locks. Stages that another process
 * works at stay as they are.
 */
export function removeLeftovers(experiment: Experiment, runsFolder: string): void {
  for (const run of [...layout(experiment, runsFolder).values()].flat()) {
    if (!isDone(run) || !hasLeftovers(run)) continue;
    // Of a dead process it is taken over, and so ends with this.
    for (const lease of leasesAtOnce(run)) {
      removeOf(run);
      lease.release();
    }
  }
}

/** The lease of a stage; none where another process has it, or may. */
function leasesAtOnce({ folder, seed }: StageRun): readonly Lease[] {
  const taking = takingLeases([{ folder, what: `seed ${seed}` }]);
  try {
    const { done, value } = taking.next();
    return done ? value : [];
  } catch (error) {
    if (error instanceof LockedError) return [];
    throw error;
  } finally {
    taking.return([]);
  }
}

const hasLeftovers = ({ folder }: StageRun): boolean =>
  existsSync(checkpointsFolder(folder)) ||
  readdirSync(folder).some((name) => isDraft(name) || isLeaseName(name));

function removeOf(run: StageRun): void {
  if (!isGoneOnWith(run)) removeCheckpoints(run.folder);
  removeAllDrafts(run.folder);
  removeDrafts(testsFolder(run).folder);
}

/** Whether a finished stage is being trained again, and its newest checkpoint is of that. */
function isGoneOnWith(run: StageRun): boolean {
  const [newest] = checkpointFolders(run.folder);
  if (newest === undefined) return false;
  try {
    const { kind, tests } = readCheckpointRecord(newest);
    if (kind === 'train') return false;
    return tests === null || !existsSync(join(run.folder, `tests-${tests}`, 'done.json'));
  } catch {
    return false;
  }
}
