import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { makeFolder } from './folders.js';
import { parseJson } from './json-file.js';

const holderSchema = z.object({
  pid: z.int(),
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
  const text = readLock(folder);
  const holder = text === null ? null : parseHolder(text);
  return holder !== null && isAlive(holder) ? holder : null;
}

/**
 * Takes a folder for this process, and returns the function that gives it back. Throws a
 * LockedError where a live process has it; `what` is trained there and begins the message.
 */
export function takeLock(folder: string, what: string): () => void {
  makeFolder(folder);
  const path = lockPath(folder);
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(thisProcess()));
  try {
    while (!linked(own, path)) {
      const holder = lockHolder(folder);
      if (holder !== null) {
        const elsewhere = ` on ${holder.host}; if that has ended, remove ${path}`;
        throw new LockedError(
          `${what} is being trained by process ${holder.pid}` +
            (holder.host === hostname() ? '' : elsewhere),
        );
      }
      discardStale(path);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function thisProcess(): LockHolder {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
}

/** When a process began, in clock ticks since boot (proc(5), field 22); null where unknown. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function readLock(folder: string): string | null {
  return existsSync(lockPath(folder)) ? readFileSync(lockPath(folder), 'utf8') : null;
}

function parseHolder(text: string): LockHolder | null {
  try {
    return parseJson(text, holderSchema, 'lock.json');
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
  const start = startOf(holder.pid);
  if (holder.started !== null && start !== null && holder.started !== start) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Gives the file a second name unless that is taken: the one step that no two processes can both
 * do.
 */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a dead process's lock under a name of our own, so that a lock taken meanwhile by another
 * is put back.
 */
function discardStale(path: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const holder = parseHolder(readFileSync(aside, 'utf8'));
  if (holder !== null && isAlive(holder)) linked(aside, path);
  rmSync(aside, { force: true });
}
