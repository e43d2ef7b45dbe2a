import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedsText } from './seeds-text.js';
import { tableLines, wrapped } from './table.js';

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

describe('wrapped', () => {
  it('keeps every word and the width', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const lines = wrapped(words.join(' '), 20);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe('seedsText', () => {
  it('writes neighbours as ranges', () => {
    expect(seedsText([10, 11, 12, 14])).toBe('10-12, 14');
    expect(seedsText([3])).toBe('3');
  });
});
