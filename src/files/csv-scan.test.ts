import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import tables from '../../test/fixtures/tables/pandas.json' with { type: 'json' };
import { UserError } from '../errors/user-error.js';
import { scanCsv } from './csv-scan.js';

const temporary = mkdtempSync(join(tmpdir(), 'credence-scan-'));
afterAll(() => rmSync(temporary, { recursive: true }));

function scan(text: string, chunkBytes?: number) {
  const path = join(temporary, 'table.csv');
  writeFileSync(path, Buffer.from(text, 'latin1'));
  const descriptor = openSync(path, 'r');
  const rows: { line: number; cells: string[] }[] = [];
  try {
    scanCsv(
      descriptor,
      'table.csv',
      (row) => {
        const cells = Array.from({ length: row.cells }, (_, index) => row.cell(index));
        rows.push({ line: row.line, cells });
      },
      chunkBytes,
    );
  } finally {
    closeSync(descriptor);
  }
  return rows;
}

describe('scanCsv', () => {
  it('reads what csv-parse reads, however small the chunks are', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ') });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }));
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(table, ends, sizes, fc.boolean(), (rows, end, chunkBytes, closes) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join(end);
        const whole = closes && rows.length > 0 ? text + end : text;
        const expected: string[][] = parse(whole, {
          relax_column_count: true,
          record_delimiter: end,
        });
        expect(scan(whole, chunkBytes).map(({ cells }) => cells)).toEqual(expected);
      }),
    );
  });

  it('reads mangled tables as pandas does, in chunks of any size', () => {
    for (const [i, [text, rows]] of (tables as [string, string[][] | null][]).entries()) {
      let found: string[][] | null = null;
      try {
        // pandas refuses a row of more cells than are named, where callers of scanCsv do.
        const scanned = scan(text, 1 + (i % 30)).map(({ cells }) => cells);
        if (scanned.every((cells) => cells.length <= 3))
          found = scanned.map(([x = '', y = '', z = '']) => [x, y, z]);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
      expect(found, JSON.stringify(text)).toEqual(rows);
    }
  });

  it('takes no longer than it must for cells of 4 MB, in quotes or not', () => {
    for (const cell of [`"${'""'.repeat(2e6)}"`, 'x'.repeat(4e6), `"${'\n'.repeat(4e6)}"`])
      expect(scan(`a,b\n${cell},c\n`, 1000)).toHaveLength(2);
    expect(() => scan(`a,b\n"${'c\n'.repeat(2e6)}`)).toThrow('line 2: a quote is never closed');
  });

  it('counts lines, passes over blank ones and keeps quotes inside cells', () => {
    expect(scan('a,b\r\n\n  \n"x\ny",2"3"\rz,"q"r\n,', 4)).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 4, cells: ['x\ny', '2"3"'] },
      { line: 6, cells: ['z', 'qr'] },
      { line: 7, cells: ['', ''] },
    ]);
  });
});
