import { describe, expect, it } from 'vitest';
import { seedsText } from './seeds-text.js';
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
});

describe('seedsText', () => {
  it('writes neighbours as ranges', () => {
    expect(seedsText([10, 11, 12, 14])).toBe('10-12, 14');
    expect(seedsText([3])).toBe('3');
  });
});
