import { closeSync, openSync, writeSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { parseJson } from './json-file.js';
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
