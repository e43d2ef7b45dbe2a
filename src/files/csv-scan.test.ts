import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
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

  it('counts lines, passes over blank ones and keeps quotes inside cells', () => {
    expect(scan('a,b\r\n\n  \n"x\ny",2"3"\rz,"q"r\n,', 4)).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 4, cells: ['x\ny', '2"3"'] },
      { line: 6, cells: ['z', 'qr'] },
      { line: 7, cells: ['', ''] },
    ]);
  });
});
