import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { codeOf, explainWriteError } from './file-errors.js';
import { makeFolder } from './folders.js';
import { parseJson } from './json-file.js';
import { processState } from './process-state.js';
import { readBytes } from './read-file.js';
import { syncFile } from './sync.js';

const holderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  started: z.string().nullable().default(null),
});

/**
 * Who holds a lock; `started` tells processes apart that have the same number one after the other,
 * as after a restart of a container.
 */
export type LockHolder = z.output<typeof holderSchema>;

/** What was to be locked is another process's. */
export class LockedError extends UserError {}

const lockPath = (folder: string): string => join(folder, 'lock.json');

/**
 * The live process that holds a folder's lock, or null; a process of another machine counts as
 * alive.
 */
export function lockHolder(folder: string): LockHolder | null {
  const text = readLock(lockPath(folder));
  return text === null ? null : liveHolder(text);
}

/**
 * Takes a folder for this process, and returns the function that gives it back. Throws a
 * LockedError where a live process has it; `what` is trained there and begins the message. A lock
 * of a dead process, or a damaged one, is taken over. Needs of the file system only that of two
 * who create a file one fails.
 */
export function takeLock(folder: string, what: string): () => void {
  makeFolder(folder);
  const path = lockPath(folder);
  const holder = take(path);
  if (holder === null) return () => giveBack(path);
  const begin = `${what} is being trained by process ${holder.pid}`;
  if (holder.host !== hostname())
    throw new LockedError(`${begin} on ${holder.host}; if that has ended, remove ${path}`);
  // Without its start another process that has its number now cannot be told from it.
  const unsure = `; if that is another program, remove ${path}`;
  throw new LockedError(`${begin}${holder.started === null ? unsure : ''}`);
}

/** Milliseconds in which a lock that is there gets its content, unless its writer was killed. */
const patienceMs = 1000;
const lookEveryMs = 20;

/** Times that patience after which a lock that is there and is not, such as a broken link, is given up. */
const mostLooks = 3;

/** Makes the lock file ours and gives back null, or gives back the live process that has it. */
function take(path: string): LockHolder | null {
  for (let waited = 0; !created(path); ) {
    const text = readLock(path);
    const holder = text === null ? null : liveHolder(text);
    if (holder !== null) return holder;
    if (text !== null && (parseHolder(text) !== null || waited >= patienceMs)) {
      const remover = removeDead(path, text);
      if (remover !== null) return remover;
      waited = 0;
    } else if (waited >= mostLooks * patienceMs) {
      throw new UserError(`${path} can be neither made nor read; ${remedy(path)}`);
    } else {
      pause(lookEveryMs);
      waited += lookEveryMs;
    }
  }
  return null;
}

/** Creates the lock file with this process as its holder, unless there is one. */
function created(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  const text = ownText();
  try {
    writeSync(file, text);
    syncFile(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw explainWriteError(error, path);
  } finally {
    closeSync(file);
  }
  // Of a process that was stopped before it wrote, another has taken the lock for a dead one's.
  return readLock(path) === text;
}

/**
 * Removes a dead process's lock, whose content is `text`, while no other process can: that has a
 * lock of its own. Gives back the live process that does the same, if it does not end.
 */
function removeDead(path: string, text: string): LockHolder | null {
  const guard = `${path}.stale`;
  for (let waited = 0; ; waited += lookEveryMs) {
    const other = take(guard);
    if (other === null) break;
    if (waited >= patienceMs) return other;
    pause(lookEveryMs);
  }
  try {
    // Once more: another may have removed it and taken the lock since.
    if (readLock(path) === text) rmSync(path, { force: true });
  } finally {
    giveBack(guard);
  }
  return null;
}

/** Leaves what another holds: somebody may have removed ours by hand. */
function giveBack(path: string): void {
  if (readLock(path) === ownText()) rmSync(path, { force: true });
}

function ownText(): string {
  const started = processState(process.pid)?.started ?? null;
  return JSON.stringify({ pid: process.pid, host: hostname(), started } satisfies LockHolder);
}

/** Bytes of a lock file that are looked at: no holder takes more. */
const longestLock = 1 << 16;

/** The lock's content; null where there is none. */
function readLock(path: string): string | null {
  try {
    return readBytes(path, longestLock).toString('utf8');
  } catch (error) {
    const { message, cause } = error as UserError;
    // ESTALE: removed by another machine while it was read.
    if (['ENOENT', 'ENOTDIR', 'ESTALE'].includes(codeOf(cause))) return null;
    throw new UserError(`${message}; ${remedy(path)}`, { cause: error });
  }
}

const remedy = (path: string): string => `if nothing is being trained there, remove ${path}`;

function liveHolder(text: string): LockHolder | null {
  const holder = parseHolder(text);
  return holder !== null && isLive(holder) ? holder : null;
}

function parseHolder(text: string): LockHolder | null {
  try {
    return parseJson(text, holderSchema, 'lock.json');
  } catch {
    return null;
  }
}

function isLive({ pid, host, started }: LockHolder): boolean {
  if (host !== hostname()) return true;
  const now = processState(pid);
  if (now === null || !now.isLive) return false;
  return started === null || now.started === null || now.started === started;
}

/** Stops this thread: a lock is taken between two steps of work that is not asynchronous. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
