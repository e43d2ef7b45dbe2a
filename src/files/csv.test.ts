import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.js';

const strict = { file: 'people.csv', delimiter: ',', malformed: 'error' } as const;
const lenient = { ...strict, malformed: 'drop' } as const;
const none = { 'wrong number of cells': 0, 'broken quote': 0 };

describe('parseCsv', () => {
  it('reads quoted delimiters, quotes and line ends, and says on which line a row begins', () => {
    const text = ' a ,b\r\n"x, ""y""",1\n\n"two\nlines",2\r3,\n';
    expect(parseCsv(text, strict)).toEqual({
      header: ['a', 'b'],
      rows: [
        { line: 2, cells: ['x, "y"', '1'] },
        { line: 4, cells: ['two\nlines', '2'] },
        { line: 6, cells: ['3', ''] },
      ],
      dropped: none,
    });
  });

  it('reports or drops a row with the wrong number of cells', () => {
    const text = 'a,b\n1,2\n1,2,3\n4\n5,6\n';
    expect(() => parseCsv(text, strict)).toThrow(
      'people.csv, line 3: 3 cells, but the header has 2',
    );
    const table = parseCsv(text, lenient);
    expect(table.rows.map(({ line }) => line)).toEqual([2, 5]);
    expect(table.dropped['wrong number of cells']).toBe(2);
  });

  it('reports a broken quote, or drops the line that it is on and no other', () => {
    const text = 'a,b\n1,2\n\n"q"r,1\n3,4\nu"v,9\n5,6\n"never closed,7\n8,9\n';
    expect(() => parseCsv(text, strict)).toThrow('people.csv, line 4: a quote is out of place');
    const table = parseCsv(text, lenient);
    expect(table.rows).toEqual([
      { line: 2, cells: ['1', '2'] },
      { line: 5, cells: ['3', '4'] },
      { line: 7, cells: ['5', '6'] },
      { line: 9, cells: ['8', '9'] },
    ]);
    expect(table.dropped).toEqual({ 'wrong number of cells': 0, 'broken quote': 3 });
  });

  it('refuses an empty file and a column that stands there twice', () => {
    expect(() => parseCsv('', strict)).toThrow('people.csv is empty');
    expect(() => parseCsv('a,b,a\n', strict)).toThrow('two columns named "a"');
  });

  it('reads back any cells that are written with quotes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', 'é') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = [['a', 'b'], ...rows].map((cells) => cells.map(quote).join(';'));
        const table = parseCsv(lines.join('\r\n'), { ...strict, delimiter: ';' });
        expect(table.rows.map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});
