import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { codeOf, explainWriteError, WriteError } from './file-errors.js';
import { isFolder, makeFolder } from './folders.js';
import { otherKind } from './open-input.js';
import { processState } from './process-state.js';
import { syncFile, syncFolder } from './sync.js';

/**
 * Writes a file whole or not at all, and makes the folders above it that are missing: the content
 * goes to a draft beside the file, is fsynced, and takes the file's name last. A failure leaves the
 * old file as it was and no draft. Throws a WriteError where the file system refuses, and where the
 * name is one of no file, such as /dev/null: that would be replaced.
 *
 * @param content text (written as UTF-8), bytes, or pieces of bytes one after the other; a piece is
 *   written before the next is asked for, so a file may be larger than memory
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): void {
  const folder = dirname(path);
  try {
    makeFolder(folder);
    refuseOther(path);
    const draft = join(folder, draftName(basename(path)));
    try {
      writeNew(draft, piecesOf(content));
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    syncFolder(folder);
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

/**
 * Writes a folder whole or not at all: `write` fills a draft of it, which takes the folder's name
 * last. What it writes has to be fsynced, as by `writeWhole`. A failure leaves no draft. Throws a WriteError
 * where the file system refuses, and where the name is taken.
 */
export function writeFolderWhole(path: string, write: (draft: string) => void): void {
  const parent = dirname(path);
  try {
    if (makeFolder(parent).length > 0) syncFolder(dirname(parent));
    const draft = join(parent, draftName(basename(path)));
    try {
      makeFolder(draft);
      write(draft);
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      // The name of the draft says nothing to people.
      throw error instanceof WriteError ? (error.cause ?? error) : error;
    }
    syncFolder(parent);
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

/**
 * Removes a folder so that it never is there in part under its own name: it becomes a draft first.
 * Nothing where it is not there.
 */
export function removeFolderWhole(path: string): void {
  const draft = join(dirname(path), draftName(basename(path)));
  try {
    renameSync(path, draft);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  rmSync(draft, { recursive: true, force: true });
}

/** Milliseconds after which a draft is nobody's any more: of a host whose processes cannot be seen. */
const longestDraft = 24 * 3_600_000;

/**
 * Removes what killed processes left of drafts in a folder and those right inside it, whoever else
 * writes there: those of dead processes of this host, and those that are older than a day.
 */
export function removeDeadDrafts(folder: string): void {
  if (!isFolder(folder)) return;
  const inside = readdirSync(folder, { withFileTypes: true });
  for (const one of inside) {
    const path = join(folder, one.name);
    if (isDraft(one.name) && isDead(path)) rmSync(path, { recursive: true, force: true });
    else if (one.isDirectory()) removeDeadDraftsIn(path);
  }
}

function removeDeadDraftsIn(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter(isDraft))
      if (isDead(join(folder, name))) rmSync(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    // Another user's folder is that user's concern.
    if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'ENOENT') throw error;
  }
}

function isDead(path: string): boolean {
  const [, pid, host] = /\.(\d+)-([0-9a-f]{4})[0-9a-f]*\.tmp$/.exec(path) ?? [];
  if (host === ownHost && processState(Number(pid))?.isLive !== true) return true;
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - written > longestDraft;
}

/** Removes what killed processes left of drafts in a folder that no other process writes into. */
export function removeDrafts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (isDraft(name)) rmSync(join(folder, name), { recursive: true, force: true });
}

function refuseOther(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  const kind = stats === undefined ? null : otherKind(stats);
  if (kind !== null) throw new WriteError(`Cannot write to ${path}: it is ${kind}.`);
}

/** Tells hosts that share a folder apart, nearly always. */
const ownHost = createHash('sha256').update(hostname()).digest('hex').slice(0, 4);

/** Unlike that of any other call, also of a process with the same number on another host. */
export const draftName = (name: string): string =>
  `.${name}.${process.pid}-${ownHost}${randomBytes(4).toString('hex')}.tmp`;

/** Whether a file's name is one of `writeWhole`'s drafts, which a killed process leaves behind. */
export const isDraft = (name: string): boolean => /^\..*\.tmp$/.test(name);

function piecesOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

function writeNew(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(path, 'wx');
  try {
    for (const bytes of pieces)
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    syncFile(file);
  } finally {
    closeSync(file);
  }
}
