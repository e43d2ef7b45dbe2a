import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';
import { parseJson } from './json-file.js';
import { openInput } from './open-input.js';
import { readText } from './read-file.js';
import { syncFile } from './sync.js';

/** How far a file had been written at some time, and what it held up to there. */
export interface Written {
  readonly bytes: number;
  /** Of those bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/** A file of one JSON value a line that grows at its end; owns the open file until `close`. */
export class JsonLinesWriter {
  readonly #file: number;
  readonly #hash: Hash;
  #bytes = 0;
  #closed = false;

  /**
   * Begins an empty file or, with `from`, goes on with one as it was written then: what follows is
   * cut off. Throws an Error where it is shorter than that or holds something else.
   */
  constructor(path: string, from: Written | null = null) {
    this.#file = openSync(path, from === null ? 'w' : 'r+');
    this.#hash = createHash('sha256');
    if (from === null) return;
    try {
      if (!beginsWith(this.#file, from, this.#hash))
        throw new Error(`${path} is not what was written before`);
      ftruncateSync(this.#file, from.bytes);
      this.#bytes = from.bytes;
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** Writes rows to the file at once, so that they can be read while the run goes on. */
  append(rows: readonly unknown[]): void {
    const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#bytes + done);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }

  /** How far it is written. */
  written(): Written {
    return { bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') };
  }

  /** Makes sure that every row so far is on disk. */
  sync(): void {
    if (!this.#closed) syncFile(this.#file);
  }

  /** Makes sure that every row is on disk, and closes the file; nothing the second time. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      syncFile(this.#file);
    } finally {
      closeSync(this.#file);
    }
  }
}

/** Whether a file's first bytes are those that were written; it may be longer. */
export function holdsStill(path: string, written: Written): boolean {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    return beginsWith(file, written, createHash('sha256'));
  } finally {
    closeSync(file);
  }
}

/** Whether an open file begins with what was written; `hash` is given those bytes. */
function beginsWith(file: number, { bytes, sha256 }: Written, hash: Hash): boolean {
  if (fstatSync(file).size < bytes) return false;
  const chunk = Buffer.allocUnsafe(Math.min(piece, bytes));
  for (let done = 0; done < bytes; ) {
    const read = readSync(file, chunk, 0, Math.min(piece, bytes - done), done);
    if (read === 0) return false;
    hash.update(chunk.subarray(0, read));
    done += read;
  }
  return hash.copy().digest('hex') === sha256;
}

/** Reads a file of one JSON value a line; throws a UserError that names file and line. */
export function readJsonLines<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): z.output<Schema>[] {
  const lines = readText(path).split('\n');
  if (lines.pop() !== '') throw new UserError(`${path}, line ${lines.length + 1}: cut off`);
  return lines.map((line, index) => parseJson(line, schema, path, index + 1));
}

/** Bytes that are read at a time. */
const piece = 1 << 20;

/**
 * The values of such a file one by one, so that a file may be larger than memory. Errors:
 * `readJsonLines`; they come when their line is reached.
 */
export function* eachJsonLine<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Generator<z.output<Schema>> {
  const { descriptor } = openInput(path);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const bytes = Buffer.allocUnsafe(piece);
  let rest = '';
  let line = 0;
  try {
    for (;;) {
      const read = readSync(descriptor, bytes, 0, piece, null);
      const lines = (rest + decoder.decode(bytes.subarray(0, read), { stream: read > 0 })).split(
        '\n',
      );
      rest = lines.pop() ?? '';
      for (const one of lines) yield parseJson(one, schema, path, ++line);
      if (read === 0) break;
    }
    if (rest !== '') throw new UserError(`${path}, line ${line + 1}: cut off`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof TypeError ? 'not valid UTF-8' : reasonOf(error);
    throw new UserError(`cannot read ${path}, after line ${line}: ${why}`, { cause: error });
  } finally {
    closeSync(descriptor);
  }
}
