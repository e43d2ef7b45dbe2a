import { CsvError, parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRow, csvRows } from './csv-rows.js';

const anyLineEnd = /\r\n|\n|\r/g;
const blankLines = /^(?:\r\n|\n|\r)*/;
const line = /^[^\r\n]*(?:\r\n|\n|\r)?/;

/** csv-parse's rows, begun anew behind the line of each broken quote: right, but quadratic. */
function reference(text: string, delimiter: string): { rows: CsvRow[]; broken: number[] } {
  const bytes = Buffer.from(text);
  const [rows, broken]: [CsvRow[], number[]] = [[], []];
  // csv-parse takes CR LF within quotes for two lines, so lines are counted by the bytes before.
  const behind = (at: number, pattern: RegExp) =>
    at + Buffer.byteLength(pattern.exec(bytes.toString('utf8', at))?.[0] ?? '');
  const lineAt = (at: number) => 1 + (bytes.toString('utf8', 0, at).match(anyLineEnd)?.length ?? 0);
  let at = 0;
  while (at < bytes.length) {
    const from = at;
    try {
      parse(bytes.subarray(from), {
        delimiter,
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: true,
        on_record: (cells: string[], { bytes: end }) => {
          rows.push({ line: lineAt(behind(at, blankLines)), cells });
          at = from + end;
          return null;
        },
      });
      break;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const start = behind(at, blankLines);
      broken.push(lineAt(start));
      at = behind(start, line);
    }
  }
  return { rows, broken };
}

function read(text: string, delimiter: string) {
  const broken: number[] = [];
  const rows = csvRows(text, delimiter, (line) => broken.push(line));
  return { rows, broken };
}

/** Texts that went wrong in some reader of CSV. */
const odd = [
  ...['', '\n', '\r\n\r\n', '""', '"', '""""', '"""', '"a"b', 'a"b"', ' "a"', '"a" ', ',', ',\n,'],
  ...[
    'a,"b\r\nc",d\r\n',
    'a,"b',
    '"a\n"b\n"c"',
    '"a""',
    'a\r\r\nb',
    '"a"\r',
    '"a\r"\n',
    'a,\n\n,b',
  ],
  ...['"x,""y""",1', '"\n"\n"\n"', 'é,"ü,😀"\n', '\u2028,\u0085\n', '"a",,"b",\n', '"",""\n""'],
];

describe('csvRows', () => {
  it.each(odd)('reads %j as csv-parse does', (text) => {
    expect(read(text, ',')).toEqual(reference(text, ','));
  });

  it('reads thousands of mangled tables as csv-parse does', () => {
    const piece = fc.constantFrom(
      'a',
      'é',
      '😀',
      '"',
      '""',
      ',',
      ';',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '"\n"',
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom(',', ';', '\t'), (table, delimiter) => {
        expect(read(table, delimiter)).toEqual(reference(table, delimiter));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a cell of 2 MB', `a,b\n"${'x\n'.repeat(1e6)}",1\n`, 2, 0],
    ['200,000 quotes', `a,b\n"${'""'.repeat(1e5)}",1\n`, 2, 0],
    ['200,000 rows', 'a\n'.repeat(2e5), 2e5, 0],
    ['200,000 broken quotes', 'a"b\n'.repeat(2e5), 0, 2e5],
    ['200,000 quotes that open nothing', '"a\n'.repeat(2e5), 0, 2e5],
    ['a quote that is never closed', `a\n"b\n${'c\n'.repeat(2e5)}`, 2e5 + 1, 1],
    ['200,000 blank lines', `a${'\r'.repeat(2e5)}`, 1, 0],
    ['200,000 columns', 'a,'.repeat(2e5), 1, 0],
  ])('reads %s in time', (_, text, rows, broken) => {
    const found = read(text, ',');
    expect([found.rows.length, found.broken.length]).toEqual([rows, broken]);
  });
});
