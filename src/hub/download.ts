import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors/user-error.js';
import type { DownloadProgress } from '../terminal/download-progress.js';
import { isPlainName } from './files.js';
import { fetchCommand } from './names.js';
import { askHub, causeText, type Hub, Interrupted } from './request.js';

/** Where files come from and go to. */
export interface Download {
  readonly hub: Hub;
  readonly repository: string;
  /** The revision as it was asked for, for messages. */
  readonly revision: string;
  readonly commit: string;
  /** The cache's folder of the repository. */
  readonly folder: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Milliseconds before the first new attempt; doubled before each further one. */
  readonly retryDelay: number;
}

interface FileFacts {
  readonly file: string;
  readonly url: string;
  /** Hexadecimal: a SHA-256 of 64 digits, or git's SHA-1 of 40; the blob's name. */
  readonly checksum: string;
  readonly size: number;
}

/** Attempts in a row that bring nothing before the download is given up. */
const mostAttempts = 5;

/**
 * Fetches one file of a commit into the cache, as Hugging Face's own programs lay it out: the
 * content in `blobs/` under its checksum, a link to it in `snapshots/COMMIT/`. What came before a
 * cut is kept and gone on with, now or by the next command; a file whose checksum is wrong is
 * deleted. Returns the link's path.
 */
export async function downloadFile(download: Download, file: string): Promise<string> {
  if (!isPlainName(file)) throw new UserError(`"${file}" is not a plain file name`);
  const { folder, commit, onProgress } = download;
  const link = join(folder, 'snapshots', commit, file);
  if (existsSync(link)) return link;
  const facts = await persistently(download, file, () => factsOf(download, file));
  const blob = join(folder, 'blobs', facts.checksum);
  if (!existsSync(blob)) {
    const incomplete = `${blob}.incomplete`;
    mkdirSync(dirname(blob), { recursive: true });
    await persistently(download, file, (reached) => receive(download, facts, incomplete, reached));
    await verify(incomplete, facts);
    renameSync(incomplete, blob);
  }
  onProgress?.({ file, done: facts.size, total: facts.size });
  linkTo(blob, link);
  return link;
}

/**
 * Tries again what is interrupted. Attempts count anew when one has come further than all before it,
 * which it reports in bytes.
 */
export async function persistently<T>(
  { hub, repository, revision, retryDelay }: Omit<Download, 'commit' | 'folder'>,
  what: string,
  attempt: (reached: (bytes: number) => void) => Promise<T>,
  attempts = mostAttempts,
): Promise<T> {
  let furthest = 0;
  for (let failed = 0; ; ) {
    const before = furthest;
    try {
      return await attempt((bytes) => {
        furthest = Math.max(furthest, bytes);
      });
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      failed = furthest > before ? 1 : failed + 1;
      if (failed >= attempts)
        throw new UserError(
          `${what} of ${repository}: ${error.message}; gave up after ${failed} attempts. What ` +
            `was downloaded is kept; to resume: ${fetchCommand(repository, revision)}`,
          { cause: error },
        );
      await setTimeout(retryDelay * 2 ** (failed - 1), undefined, { signal: hub.signal });
    }
  }
}

async function factsOf(download: Download, file: string): Promise<FileFacts> {
  const { hub, repository, commit, revision } = download;
  const url = `${hub.endpoint}/${repository}/resolve/${commit}/${file}`;
  const { headers } = await askHub(hub, url, { repository, revision, file }, { method: 'HEAD' });
  const tag = headers.get('x-linked-etag') ?? headers.get('etag') ?? '';
  const checksum = tag.replace(/^W\//, '').replaceAll('"', '');
  const size = Number(headers.get('x-linked-size') ?? headers.get('content-length') ?? Number.NaN);
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(checksum) || !Number.isSafeInteger(size))
    throw new UserError(
      `${hub.endpoint} gives no checksum or size for ${file} of ${repository} (etag ` +
        `${JSON.stringify(tag)}): it cannot be verified`,
    );
  const answered = headers.get('x-repo-commit');
  if (answered !== null && answered !== commit)
    throw new UserError(`${hub.endpoint} answers with commit ${answered}, asked for ${commit}`);
  return { file, url, checksum, size };
}

/** Adds what is missing to the incomplete file. */
async function receive(
  { hub, repository, revision, onProgress }: Download,
  { file, url, size }: FileFacts,
  incomplete: string,
  reached: (bytes: number) => void,
): Promise<void> {
  const kept = statSync(incomplete, { throwIfNoEntry: false })?.size ?? 0;
  if (kept === size && kept > 0) return;
  const begin = kept < size ? kept : 0;
  const headers: Record<string, string> = begin > 0 ? { range: `bytes=${begin}-` } : {};
  const response = await askHub(hub, url, { repository, revision, file }, { headers });
  const goesOn =
    response.status === 206 &&
    response.headers.get('content-range')?.startsWith(`bytes ${begin}-`) === true;
  if (response.status !== 200 && !goesOn) {
    await response.body?.cancel();
    rmSync(incomplete, { force: true });
    throw new Interrupted(`${file} cannot be resumed from byte ${begin}`);
  }
  const output = openSync(incomplete, goesOn ? 'a' : 'w');
  try {
    let done = goesOn ? begin : 0;
    for await (const bytes of chunksOf(response, hub)) {
      for (let written = 0; written < bytes.length; )
        written += writeSync(output, bytes, written, bytes.length - written);
      done += bytes.length;
      reached(done);
      // The last piece is reported once the file has been verified.
      if (done < size) onProgress?.({ file, done, total: size });
    }
    if (done < size) throw new Interrupted(`the connection ended after ${done} of ${size} bytes`);
    fsyncSync(output);
  } finally {
    closeSync(output);
  }
}

/** The body's bytes; a cut connection is Interrupted, so that only errors of the network are. */
async function* chunksOf(response: Response, hub: Hub): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        hub.signal?.throwIfAborted();
        throw new Interrupted(`the connection was cut: ${causeText(error)}`, { cause: error });
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function verify(path: string, { file, checksum, size }: FileFacts): Promise<void> {
  const hash =
    checksum.length === 64
      ? createHash('sha256')
      : createHash('sha1').update(`blob ${statSync(path).size}\0`);
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(bytes);
  const found = hash.digest('hex');
  if (found === checksum) return;
  const length = statSync(path).size;
  rmSync(path);
  throw new UserError(
    `${file}: received ${length} bytes with the checksum ${found}, expected ${size} bytes with ` +
      `${checksum}; the file was deleted, fetch it again`,
  );
}

/** Links as the hub's own programs do; copies where the system allows no links. */
function linkTo(blob: string, link: string): void {
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  try {
    symlinkSync(relative(dirname(link), blob), link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    copyFileSync(blob, link);
  }
}
