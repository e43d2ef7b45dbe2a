import { InvalidArgumentError } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { countArgument, seedArgument } from './options.js';

describe('a whole number at the command line', () => {
  it('is written in figures', () => {
    expect([seedArgument('0'), seedArgument('017'), countArgument('12')]).toEqual([0, 17, 12]);
  });

  it.each(['', ' ', ' 5', '5 ', '-1', '+5', '0x10', '0b1', '1e3', '5.0', '1_000', '1,000', '１２'])(
    '%j is none',
    (text) => {
      expect(() => seedArgument(text)).toThrow(InvalidArgumentError);
    },
  );

  it('is exact, and no less than the least', () => {
    expect(() => seedArgument('9007199254740993')).toThrow('Expected a whole number from 0.');
    expect(() => countArgument('0')).toThrow('Expected a whole number from 1.');
  });
});
