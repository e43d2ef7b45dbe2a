import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, type FoldingTable, foldedLines } from './folded-table.js';

const table: FoldingTable = {
  header: ['', ['mean', '95 % interval'], 't', 'seeds'],
  rows: [
    ['world', ['+0.100', '[+0.050, +0.150]'], '4.20', '8'],
    ['its control', ['+0.010', '-'], '-', '8'],
  ],
  alignments: ['left', 'right', 'right', 'right'],
};

describe('foldedLines', () => {
  it('has one line a row where there is room', () => {
    expect(foldedLines(table, 60)).toEqual([
      '               mean    95 % interval     t  seeds',
      'world        +0.100 [+0.050, +0.150]  4.20      8',
      'its control  +0.010                -     -      8',
    ]);
  });

  it('puts intervals below means where there is less', () => {
    expect(foldedLines(table, 42)).toEqual([
      '                         mean     t  seeds',
      '                95 % interval',
      'world                  +0.100  4.20      8',
      '             [+0.050, +0.150]',
      'its control            +0.010     -      8',
      '                            -',
    ]);
  });

  it('goes on below where columns do not fit, and gives long names a line', () => {
    expect(foldedLines(table, 34)).toEqual([
      '                         mean',
      '                95 % interval',
      '                t  seeds',
      'world                  +0.100',
      '             [+0.050, +0.150]',
      '             4.20      8',
      'its control            +0.010',
      '                            -',
      '                -      8',
    ]);
    expect(foldedLines(table, 22).slice(0, 6)).toEqual([
      '                mean',
      '       95 % interval',
      '       t  seeds',
      'world',
      '              +0.100',
      '    [+0.050, +0.150]',
    ]);
  });

  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.stringMatching(/^[a-z0-9 .]{0,30}$/),
    fc.tuple(fc.stringMatching(/^[0-9.]{1,8}$/), fc.stringMatching(/^\[[0-9.]{1,20}\]$/)),
  );
  const anyTable = fc.integer({ min: 1, max: 7 }).chain((columns) =>
    fc.record({
      header: fc.array(cell, { minLength: columns, maxLength: columns }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 5 }),
      alignments: fc.array(fc.constantFrom('left' as const, 'right' as const), {
        minLength: columns,
        maxLength: columns,
      }),
    }),
  );

  it('keeps to the width and leaves nothing out', () => {
    fc.assert(
      fc.property(anyTable, fc.integer({ min: 12, max: 120 }), (one, width) => {
        const lines = foldedLines(one, width);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        const shown = [...lines.join('').replaceAll(' ', '')].sort().join('');
        const given = [one.header, ...one.rows].flat(2).join('').replaceAll(' ', '');
        expect(shown).toBe([...given].sort().join(''));
      }),
    );
  });
});
