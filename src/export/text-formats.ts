import { type Cell, inChunks, type Table } from './table.js';

/** Rows that are turned into bytes at a time. */
const chunkSize = 2000;

/**
 * A table as CSV by RFC 4180, in UTF-8, with a header line: `true` and `false`, nothing for null,
 * quotes around texts with a comma, a quote or a line end, and around empty ones.
 */
export function* csvPieces<Row>({ columns, rows }: Table<Row>): Generator<Uint8Array> {
  yield Buffer.from(`${columns.map(({ name }) => name).join(',')}\r\n`);
  for (const chunk of inChunks(rows, chunkSize)) {
    const lines = chunk.map((row) => columns.map(({ of }) => csvCell(of(row))).join(','));
    yield Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
  }
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  const text = String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as JSON Lines: an object a row, with every column. */
export function* jsonLinesPieces<Row>({ columns, rows }: Table<Row>): Generator<Uint8Array> {
  for (const chunk of inChunks(rows, chunkSize)) {
    const lines = chunk.map((row) =>
      JSON.stringify(Object.fromEntries(columns.map(({ name, of }) => [name, of(row)]))),
    );
    yield Buffer.from(lines.map((line) => `${line}\n`).join(''));
  }
}
