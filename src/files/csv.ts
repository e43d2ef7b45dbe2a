import { CsvError, type Options, parse } from 'csv-parse/sync';
import { UserError } from '../errors/user-error.js';

/** One row of a CSV file and the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A CSV file: its header, its rows, and how many lines could not be read, by reason. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Reads CSV by RFC 4180, with any of the three line ends and blank lines passed over. A row with
 * more or fewer cells than the header, or with a quote that does not close, is a UserError with its
 * line number, or dropped and counted under `malformed: 'drop'`: of a broken quote only the line
 * that it is on.
 */
export function parseCsv(
  text: string,
  options: { file: string; delimiter: string; malformed: 'error' | 'drop' },
): CsvTable {
  const { rows: all, brokenQuotes } = parseRows(text, options);
  const [first, ...others] = all;
  if (!first) throw new UserError(`${options.file} is empty: it needs a header line`);
  const header = first.cells.map((name) => name.trim());
  checkHeader(header, options.file);
  const rows = others.filter(({ line, cells }) => {
    if (cells.length === header.length) return true;
    if (options.malformed === 'drop') return false;
    throw new UserError(
      `${options.file}, line ${line}: ${cells.length} cells, but the header has ` +
        `${header.length}; ` +
        "set malformed: 'drop' to leave such rows out",
    );
  });
  return {
    header,
    rows,
    dropped: {
      'wrong number of cells': others.length - rows.length,
      'broken quote': brokenQuotes,
    },
  };
}

/** Parses up to the first broken quote, drops that line, and goes on behind it. */
function parseRows(
  text: string,
  options: { file: string; delimiter: string; malformed: 'error' | 'drop' },
): { rows: CsvRow[]; brokenQuotes: number } {
  const rows: CsvRow[] = [];
  let brokenQuotes = 0;
  let rest = text;
  let linesBefore = 0;
  while (rest !== '') {
    const { read, endLine, failed } = parsePart(rest, options.delimiter);
    for (const row of read) rows.push({ ...row, line: row.line + linesBefore });
    if (!failed) break;
    const behind = skipLine(rest, endLine);
    const line = linesBefore + behind.line;
    if (options.malformed === 'error') {
      throw new UserError(
        `${options.file}, line ${line}: a quote is out of place or never closed; ` +
          "set malformed: 'drop' to leave such lines out",
      );
    }
    brokenQuotes++;
    rest = behind.rest;
    linesBefore = line;
  }
  return { rows, brokenQuotes };
}

function parsePart(
  text: string,
  delimiter: string,
): { read: CsvRow[]; endLine: number; failed: boolean } {
  const read: CsvRow[] = [];
  let endLine = 0;
  const settings: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: string[], { lines }) => {
      endLine = lines;
      const breaks = cells.reduce((sum, cell) => sum + (cell.match(lineEnds)?.length ?? 0), 0);
      read.push({ line: lines - breaks, cells });
      return null;
    },
  };
  try {
    parse(text, settings);
    return { read, endLine, failed: false };
  } catch (error) {
    if (error instanceof CsvError && error.code.includes('QUOTE')) {
      return { read, endLine, failed: true };
    }
    throw error;
  }
}

const lineEnds = /\r\n|\n|\r/g;

/** The text behind the first line after `endLine` that is not blank, and that line's number. */
function skipLine(text: string, endLine: number): { rest: string; line: number } {
  let line = 0;
  let start = 0;
  for (const { index, 0: mark } of text.matchAll(lineEnds)) {
    line++;
    if (line > endLine && index > start) return { rest: text.slice(index + mark.length), line };
    start = index + mark.length;
  }
  return { rest: '', line: line + 1 };
}

function checkHeader(header: readonly string[], file: string): void {
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw new UserError(`${file} has two columns named "${twice}"`);
}
