import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';
import { parseJson } from './json-file.js';
import { openInput } from './open-input.js';
import { readText } from './read-file.js';
import { syncFile } from './sync.js';

/** A file of one JSON value a line that grows at its end; owns the open file until `close`. */
export class JsonLinesWriter {
  readonly #file: number;
  #closed = false;

  /** Begins an empty file. */
  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** Writes rows to the file at once, so that they can be read while the run goes on. */
  append(rows: readonly unknown[]): void {
    const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
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
