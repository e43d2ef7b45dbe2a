import { UserError } from '../errors/user-error.js';
import { listed } from '../text/listed.js';
import { type CsvRow, csvRows } from './csv-rows.js';

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
 * that it is on. No two columns have one name, those without a name aside.
 */
export function parseCsv(
  text: string,
  options: { file: string; delimiter: string; malformed: 'error' | 'drop' },
): CsvTable {
  const { file, delimiter, malformed } = options;
  let brokenQuotes = 0;
  const [first, ...others] = csvRows(text, delimiter, (line) => {
    if (malformed === 'error') {
      throw new UserError(
        `${file}, line ${line}: a quote is out of place or never closed; ` +
          "set malformed: 'drop' to leave such lines out",
      );
    }
    brokenQuotes++;
  });
  if (!first) throw new UserError(`${file} is empty: it needs a header line`);
  const header = first.cells.map((name) => name.trim());
  checkHeader(header, file);
  const rows = others.filter(({ line, cells }) => {
    if (cells.length === header.length) return true;
    if (malformed === 'drop') return false;
    throw new UserError(
      `${file}, line ${line}: ${cells.length} cells, but the header has ` +
        `${header.length}; set malformed: 'drop' to leave such rows out` +
        delimiterHint(header, delimiter),
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

const delimiters = [',', ';', '\t', '|'] as const;

/** The end of a message about columns: which other delimiter may be meant, by the header alone. */
export function delimiterHint(header: readonly string[], delimiter: string): string {
  const found = delimiters
    .filter((one) => one !== delimiter)
    .map((one) => ({ one, count: header.join('').split(one).length - 1 }))
    .filter(({ count }) => count >= header.length);
  const [best] = found.sort((a, b) => b.count - a.count);
  if (best === undefined) return '';
  return `; set delimiter: ${JSON.stringify(best.one)} if that divides cells`;
}

function checkHeader(header: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      throw new UserError(`${file} has two columns named "${listed([name])}"`);
    }
    seen.add(name);
  }
}
