import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { isFolder } from '../files/folders.js';
import { writeWhole } from '../files/write-whole.js';
import type { DownloadProgress } from '../terminal/download-progress.js';
import { type Download, downloadFile, persistently } from './download.js';
import { indexFile, missingWeights, pickleText, shardsOf, weightsFile } from './files.js';
import { cachedSnapshot, localCheckpoint } from './local-checkpoint.js';
import { hubSettings, isCommit, repositoryFolder } from './names.js';
import { askHub } from './request.js';

/** Fetched where they are there; config.json has to be. */
const besidesWeights = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
];

/** Before the first byte: without a network the error should come soon. */
const attemptsToBegin = 2;

const repositoryInfo = z.looseObject({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(z.looseObject({ rfilename: z.string() })),
});

/** How a checkpoint is fetched. */
export interface FetchOptions {
  /** A branch, a tag or a commit. Default: main. */
  readonly revision?: string | undefined;
  /** Default: HF_TOKEN, or the token file of Hugging Face's own programs. */
  readonly token?: string | undefined;
  /** The files wanted. Default: configuration, tokenizer and weights as safetensors. */
  readonly files?: readonly string[] | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds before the first new attempt after a cut. Default: 1000. */
  readonly retryDelay?: number | undefined;
}

/**
 * The folder of a checkpoint, fetched from the hub into its cache where it is not there: resumed
 * after a cut, verified, and seen by Hugging Face's own programs, as theirs is seen here. The branch
 * or tag points to it when everything is there. UserErrors say what the hub refused or lacks.
 */
export async function fetchCheckpoint(from: string, options: FetchOptions = {}): Promise<string> {
  const { revision = 'main', token, files, onProgress, signal, retryDelay = 1000 } = options;
  const settings = hubSettings();
  if (isFolder(from) || settings.offline) return localCheckpoint(from, revision);
  const folder = repositoryFolder(settings.cache, from, revision);
  const cached = isCommit(revision) ? cachedSnapshot(folder, revision) : null;
  if (cached !== null && files === undefined && isWhole(cached)) return cached;
  const hub = { endpoint: settings.endpoint, token: token ?? settings.token, signal };
  const shared = { hub, repository: from, revision, onProgress, retryDelay };
  const { commit, names } = await persistently(
    shared,
    'the list of files',
    () => listFiles(shared),
    attemptsToBegin,
  );
  const download: Download = { ...shared, commit, folder };
  for (const name of files ?? besidesWeights.filter((file) => names.has(file)))
    await downloadFile(download, name);
  if (files === undefined) await downloadWeights(download, names);
  if (revision !== commit) writeWhole(join(folder, 'refs', revision), commit);
  return join(folder, 'snapshots', commit);
}

const isWhole = (folder: string): boolean =>
  ['config.json', 'tokenizer.json'].every((file) => existsSync(join(folder, file))) &&
  missingWeights(folder).length === 0;

async function listFiles({
  hub,
  repository,
  revision,
}: Pick<Download, 'hub' | 'repository' | 'revision'>) {
  const url = `${hub.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}`;
  const response = await askHub(hub, url, { repository, revision }, {});
  const parsed = repositoryInfo.safeParse(await response.json().catch(() => null));
  if (!parsed.success)
    throw new UserError(`${url} did not answer with a list of files: is it a hub?`);
  const names = new Set(parsed.data.siblings.map(({ rfilename }) => rfilename));
  return { commit: parsed.data.sha, names };
}

async function downloadWeights(download: Download, names: ReadonlySet<string>): Promise<void> {
  const { repository, revision } = download;
  if (!names.has('config.json'))
    throw new UserError(
      `${repository} at ${revision} has no config.json: so it is not a checkpoint`,
    );
  if (names.has(weightsFile)) {
    await downloadFile(download, weightsFile);
  } else if (names.has(indexFile)) {
    const index = await downloadFile(download, indexFile);
    for (const shard of shardsOf(index)) await downloadFile(download, shard);
  } else if ([...names].some((name) => /^pytorch_model.*\.bin/.test(name))) {
    throw new UserError(pickleText(repository));
  } else {
    throw new UserError(`${repository} at ${revision} has no ${weightsFile} and no ${indexFile}`);
  }
}
