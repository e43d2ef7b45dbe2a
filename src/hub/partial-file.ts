import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { explainWriteError } from '../files/file-errors.js';
import { makeFolder } from '../files/folders.js';

/** Another process has taken what we had received over, because it held us for dead. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}

/**
 * The part of a blob that has been downloaded, under a name that is this download's own, so that no
 * two processes ever write to one file, even where locks fail. What a dead process left is taken over
 * by renaming it, which only one process can do; a process that finds its own file gone stops.
 */
export class PartialFile {
  readonly path: string;
  readonly #file: number;

  /**
   * @param blob the path that the file gets when it is whole
   * @param takesOver whether to go on with the largest file that another process left
   */
  constructor(blob: string, takesOver: boolean) {
    try {
      makeFolder(dirname(blob));
      this.path = `${blob}.credence-${randomBytes(4).toString('hex')}.incomplete`;
      this.#file = (takesOver ? takenOver(blob, this.path) : null) ?? openSync(this.path, 'wx+');
    } catch (error) {
      throw explainWriteError(error, blob);
    }
  }

  /** Bytes that have come. */
  get size(): number {
    return fstatSync(this.#file).size;
  }

  /** Writes bytes at a position. Throws TakenOver, or a WriteError. */
  write(bytes: Uint8Array, position: number): void {
    if (!existsSync(this.path)) throw new TakenOver();
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
    } catch (error) {
      throw explainWriteError(error, this.path);
    }
  }

  /** Throws away what has come. */
  clear(): void {
    if (!existsSync(this.path)) throw new TakenOver();
    ftruncateSync(this.#file);
  }

  /** Gives the whole file its name, and deletes what others left of it. Throws TakenOver. */
  finish(blob: string): void {
    fsyncSync(this.#file);
    try {
      renameSync(this.path, blob);
    } catch (error) {
      if (!existsSync(this.path)) throw new TakenOver();
      throw explainWriteError(error, blob);
    }
    for (const path of partialsOf(blob)) rmSync(path, { force: true });
  }

  /** Keeps what has come for a later download; an empty file is deleted. */
  close(): void {
    if (this.size === 0) rmSync(this.path, { force: true });
    closeSync(this.#file);
  }
}

/** How much of a blob is there, by the largest file that a download has begun; 0 where none has. */
export const receivedOf = (blob: string): number => Math.max(0, ...partialsOf(blob).map(sizeOf));

/** The files that downloads of a blob have begun, the largest first. */
function partialsOf(blob: string): string[] {
  const folder = dirname(blob);
  if (!existsSync(folder)) return [];
  const begin = `${basename(blob)}.credence-`;
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(begin) && name.endsWith('.incomplete'),
  );
  return names.map((name) => join(folder, name)).sort((a, b) => sizeOf(b) - sizeOf(a));
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** The largest file that was left of a blob, opened under its new name; null where there is none. */
function takenOver(blob: string, path: string): number | null {
  for (const left of partialsOf(blob)) {
    const file = openedWhereItCan(left);
    if (file === null) continue;
    try {
      renameSync(left, path);
      return file;
    } catch {
      closeSync(file);
    }
  }
  return null;
}

/** Null for what is gone meanwhile, or is another user's. */
function openedWhereItCan(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch {
    return null;
  }
}
