import { basename } from 'node:path';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import { isFolder } from '../files/folders.js';
import { downloadReport } from '../terminal/download-progress.js';
import { printError } from '../terminal/terminal.js';

/**
 * Sees to it that the checkpoint of an experiment is on this machine before workers ask for it:
 * fetches it from the hub where it is not, with progress on standard error. Throws a UserError where
 * a folder is no checkpoint, the hub has none of that name or cannot be asked, or the tokenizer
 * cannot be read. Gives back whether it is on this machine now, or none is needed.
 *
 * @param options.fetches false: only says on standard error that a run would fetch it
 */
export async function ensureCheckpoint(
  { name, model }: Experiment,
  { fetches = true }: { readonly fetches?: boolean } = {},
): Promise<boolean> {
  const checkpoint = modelKind(model).checkpoint(model);
  if (checkpoint === null) return true;
  const { from, revision } = checkpoint;
  const folder = await folderOnThisMachine(from, revision);
  const say = (what: string) =>
    printError(`${name}: there is no folder ${from}; ${what} from the hub`);
  if (folder === null && !fetches) {
    say(`a run fetches it (${revision})`);
    return false;
  }
  const { pretrainedTokenizer } = await import('../tokenizers/pretrained.js');
  const damaged = folder === null || isFolder(from) ? [] : await damagedIn(folder);
  if (folder !== null && damaged.length === 0) {
    pretrainedTokenizer(folder);
    return true;
  }
  const { fetchCheckpoint } = await import('../hub/checkpoint.js');
  const report = downloadReport(process.stderr);
  if (folder === null) {
    say(`fetching it (${revision})`);
    pretrainedTokenizer(await fetchCheckpoint(from, { revision, ...report }));
    return true;
  }
  const what = `${name}: ${damaged.join(', ')} of ${from} in the hub's cache`;
  const isAre = damaged.length === 1 ? 'is' : 'are';
  if (!fetches) {
    printError(`${what} ${isAre} damaged: a run fetches ${damaged.length === 1 ? 'it' : 'them'}`);
    return false;
  }
  // The same commit: another would be another experiment.
  pretrainedTokenizer(await fetchCheckpoint(from, { revision: basename(folder), ...report }));
  if ((await damagedIn(folder)).length > 0)
    throw new UserError(`${what} ${isAre} damaged and cannot be fetched without the network`);
  return true;
}

/** Files of a snapshot of the hub's cache that are not what was fetched. */
async function damagedIn(folder: string): Promise<string[]> {
  const { damagedFiles } = await import('../hub/blobs.js');
  return damagedFiles(folder);
}

/** Null where the hub has to be asked. */
async function folderOnThisMachine(from: string, revision: string): Promise<string | null> {
  const { localCheckpoint } = await import('../hub/local-checkpoint.js');
  try {
    return localCheckpoint(from, revision);
  } catch (error) {
    if (!(error instanceof UserError) || isFolder(from)) throw error;
    return null;
  }
}
