/** One row of a CSV file and the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a CSV text by RFC 4180, with any of the three line ends; blank lines are passed over. A
 * cell is quoted as a whole or not at all, and a quote in it is doubled: a line on which a row with
 * another quote begins is handed to `onBrokenQuote`, left out, and reading goes on behind it. Takes
 * time in proportion to the text, whatever its quotes.
 */
export function csvRows(
  text: string,
  delimiter: string,
  onBrokenQuote: (line: number) => void,
): CsvRow[] {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const lineEnd = lineEndAt(text, at);
    if (lineEnd > 0) {
      at += lineEnd;
      line++;
      continue;
    }
    const row = readRow(text, at, delimiter);
    if (row === null) {
      onBrokenQuote(line);
      at = behindLine(text, at);
      line++;
    } else {
      rows.push({ line, cells: row.cells });
      at = row.end;
      line += row.lineEnds;
    }
  }
  return rows;
}

/** How many characters of a line end stand there, 0 where none does. */
function lineEndAt(text: string, at: number): 0 | 1 | 2 {
  const character = text[at];
  if (character === '\n') return 1;
  if (character !== '\r') return 0;
  return text[at + 1] === '\n' ? 2 : 1;
}

function behindLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && lineEndAt(text, at) === 0) at++;
  return at + lineEndAt(text, at);
}

interface ReadRow {
  readonly cells: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
  /** How many line ends the row has, its own and those within quotes. */
  readonly lineEnds: number;
}

/** The row that begins there; null where a quote is out of place or never closed. */
function readRow(text: string, from: number, delimiter: string): ReadRow | null {
  const cells: string[] = [];
  let lineEnds = 1;
  for (let at = from; ; at++) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? closingQuote(text, at) + 1 : endOfCell(text, at, delimiter);
    if (isQuoted) {
      if (end === 0) return null;
      const inner = text.slice(at + 1, end - 1);
      lineEnds += inner.match(anyLineEnd)?.length ?? 0;
      cells.push(inner.replaceAll('""', '"'));
    } else cells.push(text.slice(at, end));
    at = end;
    if (text[at] === delimiter) continue;
    const lineEnd = lineEndAt(text, at);
    if (lineEnd === 0 && at < text.length) return null;
    return { cells, end: at + lineEnd, lineEnds };
  }
}

const anyLineEnd = /\r\n|\n|\r/g;

/** The quote that closes the one at `from`; -1 where none does. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

/** Where a cell without quotes ends: at what ends a cell or a row, or at a quote. */
function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from;
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === delimiter || character === '"') break;
    if (character === '\n' || character === '\r') break;
  }
  return at;
}
