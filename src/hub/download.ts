import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import type { Answer } from '../network/answer.js';
import { Interrupted, persistently, type Reached } from '../network/interrupted.js';
import type { DownloadProgress } from '../terminal/download-progress.js';
import { isIntact, removeDamaged } from './blobs.js';
import { type FileFacts, factsOf } from './facts.js';
import { isPlainName } from './files.js';
import { fetchCommand } from './names.js';
import { PartialFile, receivedOf, TakenOver } from './partial-file.js';
import { placeFile } from './place-file.js';
import { askHub, type Hub } from './request.js';
import { takeTurn } from './turn.js';

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
  /** Told each time that a file is not linked but copied or moved. */
  readonly onCopy?: (() => void) | undefined;
  /** Milliseconds: `Waiting.silence`. */
  readonly silence?: number | undefined;
}

/** The most bytes that a file may have whose size the hub does not say. */
const mostUndeclared = 2 ** 30;

/**
 * Fetches one file of a commit into the cache, as Hugging Face's own programs lay it out: the
 * content in `blobs/` under its checksum, a link to it in `snapshots/COMMIT/`. Of several processes
 * one downloads and the others wait for it. What came before a cut is kept and gone on with, now or
 * by the next command; a file whose checksum is wrong is deleted, and one in the cache that is not
 * what its checksum says is fetched again. Returns the link's path.
 */
export async function downloadFile(download: Download, file: string): Promise<string> {
  if (!isPlainName(file)) throw new UserError(`"${file}" is not a plain file name`);
  const { folder, commit } = download;
  const link = join(folder, 'snapshots', commit, file);
  if (existsSync(link)) {
    if (isIntact(link)) return link;
    download.hub.onNote?.(`${file} in the hub's cache is damaged; it is fetched again`);
    removeDamaged(link);
  }
  const facts = await patiently(download, file, () => factsOf({ ...download, file }));
  const blob = join(folder, 'blobs', facts.checksum);
  const turns = join(dirname(folder), '.locks', basename(folder), `${facts.checksum}.credence`);
  while (!existsSync(link)) {
    const turn = await takeTurn(turns, {
      isDone: () => existsSync(link),
      onWait: (by) => tell(download, facts, receivedOf(blob), by),
      signal: download.hub.signal,
      silence: download.silence,
    });
    if (turn === null) break;
    try {
      const isNew = !isWhole(blob, facts) || (await differenceOf(blob, facts)) !== null;
      if (isNew) await downloadBlob(download, facts, blob, turn.isLocked);
      if (!placeFile(blob, link, isNew)) download.onCopy?.();
    } catch (error) {
      if (!(error instanceof TakenOver)) throw error;
    } finally {
      turn.end();
    }
  }
  const done = statSync(link).size;
  download.onProgress?.({ file, done, total: done });
  return link;
}

const isWhole = (blob: string, { size }: FileFacts): boolean => {
  const found = statSync(blob, { throwIfNoEntry: false })?.size;
  return found !== undefined && (size === null || found === size);
};

function tell({ onProgress }: Download, { file, size }: FileFacts, done: number, by?: string) {
  // What is whole is told once it has been verified and has its name.
  if (size === null || done < size || by !== undefined)
    onProgress?.({ file, done, total: size, ...(by === undefined ? {} : { by }) });
}

/** As `persistently`, about something of the repository. */
export function patiently<T>(
  { hub, repository, revision }: Pick<Download, 'hub' | 'repository' | 'revision'>,
  what: string,
  attempt: (reached: Reached) => Promise<T>,
  hasReached = true,
): Promise<T> {
  const advice = `. What was downloaded is kept; to resume: ${fetchCommand(repository, revision)}`;
  return persistently(`${what} of ${repository}`, advice, { ...hub, hasReached }, attempt);
}

async function downloadBlob(
  download: Download,
  facts: FileFacts,
  blob: string,
  takesOver: boolean,
): Promise<void> {
  const partial = new PartialFile(blob, takesOver);
  try {
    for (let isFirst = true; ; isFirst = false) {
      const isResumed = await received(download, facts, partial);
      const problem = await differenceOf(partial.path, facts);
      if (problem === null) break;
      if (!isResumed || !isFirst) {
        partial.clear();
        throw new UserError(`${facts.file}: ${problem}; the file was deleted, fetch it again`);
      }
      // What was left may be damaged, or the pieces of two different files: once from the beginning.
      partial.clear();
    }
    partial.finish(blob);
  } finally {
    partial.close();
  }
}

/** Receives what is missing; whether something had been there, or came in several pieces. */
async function received(
  download: Download,
  facts: FileFacts,
  partial: PartialFile,
): Promise<boolean> {
  const { file, size } = facts;
  let attempts = 0;
  if (size === null || partial.size > size) partial.clear();
  const isBegun = partial.size > 0;
  if (size !== null && size > 0 && partial.size === size) return true;
  await patiently(download, file, (reached) => {
    attempts++;
    return receive(download, facts, partial, reached);
  });
  return isBegun || attempts > 1;
}

/** Adds what is missing to the partial file. */
async function receive(
  download: Download,
  facts: FileFacts,
  partial: PartialFile,
  reached: Reached,
): Promise<void> {
  const { hub, repository, revision } = download;
  const { file, url, size } = facts;
  if (size === null) partial.clear();
  const begin = partial.size;
  const headers: Record<string, string> = begin > 0 ? { range: `bytes=${begin}-` } : {};
  const answer = await askHub(hub, url, { repository, revision, file }, { headers });
  let done = beginOf(answer, begin, size);
  const from = `${file}: ${answer.address.host}`;
  const text = `answers with status ${answer.status} and other bytes than those from ${begin}`;
  if (done === null) {
    answer.discard();
    if (begin === 0) throw new UserError(`${from} ${text}`);
    partial.clear();
    throw new Interrupted(`${answer.address.host} ${text}, so it begins anew`);
  }
  // Nothing that came before may stay behind a file that comes from its beginning.
  if (done === 0) partial.clear();
  const { length } = answer;
  const most = size ?? length ?? mostUndeclared;
  const declared = size === null ? 'than' : `than the declared`;
  const tooMuch = `${from} sends more ${declared} ${most} bytes; it was stopped and deleted`;
  try {
    if (done + (length ?? 0) > most) throw new UserError(tooMuch);
    for await (const bytes of answer.bytes()) {
      if (done + bytes.length > most) throw new UserError(tooMuch);
      partial.write(bytes, done);
      done += bytes.length;
      reached(done);
      tell(download, facts, done);
    }
  } catch (error) {
    answer.discard();
    if (error instanceof UserError) partial.clear();
    throw error;
  }
  if (size !== null && done < size) {
    // What says itself that it is shorter is not cut but another thing, such as a log-in page.
    if (answer.status === 200 && length === done)
      throw new UserError(`${from} sends ${done} bytes, ${size} were declared: is it a hub?`);
    throw new Interrupted(`the connection ended after ${done} of ${size} bytes`);
  }
}

/**
 * The position in the file at which the answer's bytes begin; null where they are no part of the file
 * that what has come can be gone on with.
 */
function beginOf(answer: Answer, begin: number, size: number | null): number | null {
  if (answer.status === 200) return 0;
  if (answer.status !== 206 || answer.isEncoded) return null;
  const range = /^\s*bytes\s+(\d+)-\d+\/(\d+|\*)\s*$/i.exec(answer.header('content-range') ?? '');
  if (range === null) return null;
  const [, first, total] = range;
  if (total !== '*' && size !== null && Number(total) !== size) return null;
  return Number(first) <= begin ? Number(first) : null;
}

/** What makes a file another one than the hub spoke of; null where nothing does. Throws TakenOver. */
async function differenceOf(path: string, { checksum, size }: FileFacts): Promise<string | null> {
  try {
    const length = statSync(path).size;
    const hash =
      checksum.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${length}\0`);
    for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(bytes);
    const found = hash.digest('hex');
    if (found === checksum) return null;
    const wanted = size === null ? checksum : `${size} bytes with ${checksum}`;
    return `received ${length} bytes with the checksum ${found}, expected ${wanted}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new TakenOver();
    throw error;
  }
}
