import { describe, expect, it } from 'vitest';
import { tableLines } from './table.js';

describe('tableLines', () => {
  it('aligns columns and ends no line in blanks', () => {
    const rows = [
      ['subset', 'mean', ''],
      ['D5cons', '0.3', 'x'],
    ];
    expect(tableLines(rows, ['left', 'right', 'left'])).toEqual([
      'subset  mean',
      'D5cons   0.3  x',
    ]);
  });

  it('has every cell on one line, with nothing that a terminal obeys', () => {
    const rows = [
      ['a\x1b[2J', 'b\tc\nd'],
      ['x', 'y'],
    ];
    expect(tableLines(rows, ['left', 'left'])).toEqual(['a\\u001b[2J  b\\tc\\nd', 'x           y']);
  });
});
