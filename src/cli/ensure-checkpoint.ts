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
  if (folder !== null) {
    pretrainedTokenizer(folder);
    return true;
  }
  const { fetchCheckpoint } = await import('../hub/checkpoint.js');
  say(`fetching it (${revision})`);
  const report = downloadReport(process.stderr);
  pretrainedTokenizer(await fetchCheckpoint(from, { revision, ...report }));
  return true;
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
