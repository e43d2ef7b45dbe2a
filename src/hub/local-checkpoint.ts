import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { isFolder } from '../files/folders.js';
import { missingWeights, pickleText } from './files.js';
import { fetchCommand, hubSettings, isCommit, repositoryFolder } from './names.js';

/**
 * The folder of a checkpoint that is on this machine: `from` itself where it is a folder, else the
 * snapshot that the hub's cache has of it. Asks no network. UserErrors say what is missing and by
 * which command it is fetched.
 *
 * @param from a folder with config.json, or a name of the hub such as EleutherAI/pythia-70m
 * @param revision a branch, a tag or a commit; nothing for a folder
 */
export function localCheckpoint(from: string, revision: string): string {
  if (isFolder(from)) {
    if (!existsSync(join(from, 'config.json')))
      throw new UserError(
        existsSync(join(from, 'run.json'))
          ? `${from} is a stage of a run whose weights were not kept; "credence run" of its ` +
              'experiment with --keep-weights all --retrain makes them'
          : `the folder ${from} has no config.json: so it is not a checkpoint`,
      );
    if (isEarlierStage(from))
      throw new UserError(
        `${from} is a stage that an earlier version of credence trained: its weights cannot be ` +
          'read as a checkpoint; "credence run" of its experiment with --keep-weights all --retrain ' +
          'makes them',
      );
    return from;
  }
  const { cache, offline } = hubSettings();
  const repository = repositoryFolder(cache, from, revision);
  const onNetwork = offline ? 'without HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE, ' : '';
  const fetch = `${onNetwork}with: ${fetchCommand(from, revision)}`;
  const folder = cachedSnapshot(repository, revision);
  if (folder === null)
    throw new UserError(
      `there is no folder ${from}, and the hub's cache ${cache} does not have ${from} at ` +
        `${revision}; fetch it ${fetch}`,
    );
  const missing = existsSync(join(folder, 'config.json'))
    ? missingWeights(folder)
    : ['config.json'];
  if (missing.length === 0) return folder;
  if (existsSync(join(folder, 'pytorch_model.bin'))) throw new UserError(pickleText(from));
  throw new UserError(
    `the hub's cache ${cache} has ${from} at ${revision} without ${missing.join(', ')}; fetch ` +
      `what is missing ${fetch}`,
  );
}

/** Whether config.json says what a stage of a run is of, as it did before it was transformers'. */
function isEarlierStage(folder: string): boolean {
  if (!existsSync(join(folder, 'losses.jsonl')) || existsSync(join(folder, 'run.json')))
    return false;
  return existsSync(join(folder, 'done.json'));
}

/** The cache's folder of a revision, by its commit or through refs/; null where it has none. */
export function cachedSnapshot(repository: string, revision: string): string | null {
  const ref = join(repository, 'refs', revision);
  const commit = isCommit(revision)
    ? revision
    : isFile(ref)
      ? readFileSync(ref, 'utf8').trim()
      : null;
  if (commit === null || !isCommit(commit)) return null;
  const folder = join(repository, 'snapshots', commit);
  return isFolder(folder) ? folder : null;
}

/**
 * The commit that a branch or tag of the hub stands for in the cache on this machine; null for a
 * folder, and where the cache does not have it. Asks no network. A UserError where `from` is neither
 * a folder nor a possible name of the hub.
 */
export function cachedCommit(from: string, revision: string): string | null {
  if (isFolder(from)) return null;
  const folder = cachedSnapshot(repositoryFolder(hubSettings().cache, from, revision), revision);
  return folder === null ? null : basename(folder);
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
