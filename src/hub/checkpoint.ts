import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { isFolder } from '../files/folders.js';
import { readText } from '../files/read-file.js';
import { writeWhole } from '../files/write-whole.js';
import type { Wait } from '../network/interrupted.js';
import type { DownloadProgress } from '../terminal/download-progress.js';
import { hubAccess } from './access.js';
import { damagedFiles } from './blobs.js';
import { type Download, downloadFile, patiently } from './download.js';
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

/** The most bytes of an answer with a list of files: some repositories have ten thousands. */
const mostOfList = 32 * 2 ** 20;

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
  /** Told what else is worth a line: a new attempt, a file that is copied. */
  readonly onNote?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How time passes before a new attempt. Default: as `persistently`. */
  readonly wait?: Wait | undefined;
  /** Milliseconds after which a silent process that downloads counts as dead. Default: two minutes. */
  readonly silence?: number | undefined;
}

/**
 * The folder of a checkpoint, fetched from the hub into its cache where it is not there: resumed
 * after a cut, verified, and seen by Hugging Face's own programs, as theirs is seen here. Several
 * processes may fetch one name at once. The branch or tag points to it when everything is there.
 * UserErrors say what the hub refused or lacks.
 */
export async function fetchCheckpoint(from: string, options: FetchOptions = {}): Promise<string> {
  const { revision = 'main', token, files, onProgress, onNote, silence, signal, wait } = options;
  const settings = hubSettings();
  if (isFolder(from) || settings.offline) return localCheckpoint(from, revision);
  const folder = repositoryFolder(settings.cache, from, revision);
  const cached = isCommit(revision) ? cachedSnapshot(folder, revision) : null;
  if (
    cached !== null &&
    files === undefined &&
    isWhole(cached) &&
    damagedFiles(cached).length === 0
  )
    return cached;
  const hub = { ...hubAccess(token), signal, onNote, wait };
  const shared = { hub, repository: from, revision };
  const { commit, names } = await patiently(
    shared,
    'the list of files',
    () => listFiles(shared),
    false,
  );
  const onCopy = once(() =>
    onNote?.(`${settings.cache} has no symbolic links: files are moved or copied in their place`),
  );
  const download: Download = { ...shared, commit, folder, onProgress, onCopy, silence };
  for (const name of files ?? besidesWeights.filter((file) => names.has(file)))
    await downloadFile(download, name);
  if (files === undefined) await downloadWeights(download, names);
  if (revision !== commit) pointTo(join(folder, 'refs', revision), commit);
  return join(folder, 'snapshots', commit);
}

/** Writes nothing where nothing changes: a shared cache may be read-only. */
function pointTo(ref: string, commit: string): void {
  if (!existsSync(ref) || readText(ref) !== commit) writeWhole(ref, commit);
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
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
  const answer = await askHub(hub, url, { repository, revision }, {});
  const text = await answer.whole(mostOfList, `${url} answers with more than ${mostOfList} bytes`);
  const parsed = repositoryInfo.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new UserError(`${url} did not answer with a list of files: is it a hub?`);
  const names = new Set(parsed.data.siblings.map(({ rfilename }) => rfilename));
  return { commit: parsed.data.sha, names };
}

/** Null for what is no JSON. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
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
