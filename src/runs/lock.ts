import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../data/user-error.js';

const holderSchema = z.object({ pid: z.int(), host: z.string() });

/** Who holds a lock. */
export type LockHolder = z.output<typeof holderSchema>;

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
 * Takes a folder for this process, and returns the function that gives it back. Throws a UserError
 * where a live process has it.
 */
export function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = lockPath(folder);
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    while (!linked(own, path)) {
      const holder = lockHolder(folder);
      if (holder !== null) {
        throw new UserError(
          `${folder} is being written by process ${holder.pid} on ${holder.host}; ` +
            `if that has ended, remove ${path}`,
        );
      }
      discardStale(path);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function readLock(folder: string): string | null {
  return existsSync(lockPath(folder)) ? readFileSync(lockPath(folder), 'utf8') : null;
}

function parseHolder(text: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
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
