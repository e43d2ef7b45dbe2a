import { readSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { zeroByteFault } from './text-encoding.js';

/** One row while it is read; cells are made into text only when asked for. */
export interface ScannedRow {
  /** Where the row begins, counted from 1. */
  readonly line: number;
  readonly cells: number;
  /** The text of a cell, ISO-8859-1; empty where the row has fewer. */
  cell(index: number): string;
}

/** Bytes; a longer row is taken for a quote that does not close. */
const longestRow = 1 << 26;

const comma = 0x2c;
const space = 0x20;
const tabulator = 0x09;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads a large CSV file of ISO-8859-1 row by row, in memory of `chunkBytes` (more where a row is
 * longer), and hands out each row, the header too. The rules are those of pandas' parser: commas;
 * a cell may be quoted, and a quote in it is doubled; any of three line ends; blank lines passed
 * over. The row is one object that changes: it is read within `onRow`. A quote that never closes, a
 * row above 64 MiB and a byte 0 are UserErrors.
 */
export function scanCsv(
  descriptor: number,
  file: string,
  onRow: (row: ScannedRow) => void,
  chunkBytes = 1 << 22,
): void {
  let bytes = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  let position = 0;
  let ended = false;
  const row = new Row();
  let line = 1;
  while (!ended || filled > 0) {
    const before = filled;
    while (!ended && filled < bytes.length) {
      const read = readSync(descriptor, bytes, filled, bytes.length - filled, position);
      ended = read === 0;
      filled += read;
      position += read;
    }
    if (bytes.subarray(before, filled).includes(0)) {
      const read = bytes.subarray(0, filled);
      throw new UserError(`${file}${zeroByteFault(read, { line, wanted: 'ISO-8859-1' })}`);
    }
    let start = 0;
    let end = row.scan(bytes, start, filled, ended, line);
    while (end >= 0) {
      if (!row.isBlank) onRow(row);
      line += row.lines;
      start = end;
      end = row.scan(bytes, start, filled, ended, line);
    }
    if (start < filled && (ended || filled - start > longestRow)) {
      throw new UserError(
        `${file}, line ${line}: a quote is never closed${ended ? '' : ', or a row has over 64 MiB'}`,
      );
    }
    if (start === 0 && !ended) {
      const longer = Buffer.allocUnsafe(2 * bytes.length);
      bytes.copy(longer, 0, 0, filled);
      bytes = longer;
    } else {
      bytes.copyWithin(0, start, filled);
      filled -= start;
    }
  }
}

class Row implements ScannedRow {
  line = 1;
  cells = 0;
  /** How many line ends the row has, its own and those within quotes. */
  lines = 0;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where each cell begins and ends, in pairs. */
  #borders = new Int32Array(64);
  #start = 0;
  #end = 0;

  get isBlank(): boolean {
    if (this.cells !== 1) return false;
    const bytes = this.#bytes.subarray(this.#start, this.#end);
    return bytes.every((byte) => byte === space || byte === tabulator);
  }

  /** Finds the row that begins at `start`; where the next begins, or -1 if this one goes on. */
  scan(bytes: Buffer, start: number, filled: number, ended: boolean, line: number): number {
    this.#bytes = bytes;
    this.#start = start;
    this.line = line;
    this.cells = 0;
    this.lines = 1;
    let cellStart = start;
    let quoted = false;
    for (let i = start; i < filled; i++) {
      const byte = bytes[i] as number;
      if (quoted) {
        if (byte === quote) {
          if (i + 1 < filled && bytes[i + 1] === quote) i++;
          else if (i + 1 === filled && !ended) return -1;
          else quoted = false;
        } else if (byte === lineFeed) this.lines++;
        else if (byte === carriageReturn && bytes[i + 1] !== lineFeed) this.lines++;
      } else if (byte === comma) {
        this.#add(cellStart, i);
        cellStart = i + 1;
      } else if (byte === quote && i === cellStart) quoted = true;
      else if (byte === lineFeed) return this.#finish(cellStart, i, i + 1);
      else if (byte === carriageReturn) {
        if (i + 1 === filled && !ended) return -1;
        const next = i + 1 < filled && bytes[i + 1] === lineFeed ? i + 2 : i + 1;
        return this.#finish(cellStart, i, next);
      }
    }
    if (!ended || quoted || start === filled) return -1;
    return this.#finish(cellStart, filled, filled);
  }

  cell(index: number): string {
    if (index >= this.cells) return '';
    const start = this.#borders[2 * index] as number;
    const text = this.#text(start, this.#borders[2 * index + 1] as number);
    return text.startsWith('"') ? unquoted(text) : text;
  }

  #text(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end);
  }

  #finish(cellStart: number, end: number, next: number): number {
    this.#add(cellStart, end);
    this.#end = end;
    return next;
  }

  #add(start: number, end: number): void {
    if (2 * this.cells === this.#borders.length) {
      const longer = new Int32Array(2 * this.#borders.length);
      longer.set(this.#borders);
      this.#borders = longer;
    }
    this.#borders[2 * this.cells] = start;
    this.#borders[2 * this.cells + 1] = end;
    this.cells++;
  }
}

/** Without the quotes around it; what follows a closing quote stays as it is, as in pandas. */
function unquoted(text: string): string {
  let end = text.indexOf('"', 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) end = text.length;
  return text.slice(1, end).replaceAll('""', '"') + text.slice(end + 1);
}
