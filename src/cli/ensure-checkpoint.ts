import { UserError } from '../data/user-error.js';
import type { Experiment } from '../stages/experiment.js';
import { downloadProgress } from './download-progress.js';

/**
 * Sees to it that the checkpoint of an experiment is on this machine before workers ask for it:
 * fetches it from the hub where it is not, with progress on standard error. Throws a UserError where
 * a folder is no checkpoint, or the hub has none of that name or cannot be asked.
 */
export async function ensureCheckpoint({ name, model }: Experiment): Promise<void> {
  if (model.kind !== 'pretrained') return;
  const { from, revision } = model;
  const { isFolder, localCheckpoint } = await import('../models/local-checkpoint.js');
  try {
    localCheckpoint(from, revision);
    return;
  } catch (error) {
    if (!(error instanceof UserError) || isFolder(from)) throw error;
  }
  const { fetchCheckpoint } = await import('../models/hub-checkpoint.js');
  process.stderr.write(`${name}: fetching ${from} (${revision}) from the hub\n`);
  await fetchCheckpoint(from, { revision, onProgress: downloadProgress(process.stderr) });
}
