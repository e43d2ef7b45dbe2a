import { describe, expect, it } from 'vitest';
import { parseDecimal, parseWhole } from './decimal.js';

// What pandas 2.3.3 reads as a number, by `pd.read_csv` of a column of its own.
const numbers: readonly (readonly [string, number])[] = [
  ['1900', 1900],
  ['-45.0', -45],
  ['+5', 5],
  ['00012', 12],
  ['1.', 1],
  ['.5', 0.5],
  ['1e3', 1000],
  ['1.e3', 1000],
  ['1E+3', 1000],
  ['1e-400', 0],
  ['  5', 5],
  ['\t5 \r\n', 5],
  ['\x0b5', 5],
];

// Of these pandas makes texts, but for the infinite ones, which are no year and no count.
const others = [
  ...['', ' ', '\n', '.', '-', '+-5', '- 5', '5-', '1e', '1e+', '.e3', '1e3.5', '1 000'],
  ...['0x76c', '0b1', '0o7', '1_000', '1,000', '1,5', '1d3', '1f', '1n', '1.5.2', "'5"],
  ...['Infinity', '-Infinity', 'inf', 'NaN', 'nan', 'null', 'true', '1e400', '-1e400'],
  ...['１９００', '١٩٠٠', '5\u00a0', '\ufeff5', '5\u2003', '5\0', '−5', '½', '²'],
];

describe('parseDecimal', () => {
  it.each(numbers)('reads %j', (text, number) => {
    expect(parseDecimal(text)).toBe(number);
  });

  it.each(others)('takes %j for no number', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

describe('parseWhole', () => {
  it('reads figures alone, as far as numbers are exact', () => {
    expect(['0', '17', '007', `${2 ** 53 - 1}`].map(parseWhole)).toEqual([0, 17, 7, 2 ** 53 - 1]);
  });

  it.each([...others, '-1', '+1', '1.0', '1e3', ' 1', '1 ', `${2 ** 53}`])(
    'takes %j for none',
    (text) => {
      expect(parseWhole(text)).toBeNull();
    },
  );
});
