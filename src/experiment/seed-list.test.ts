import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSeeds } from './seed-list.js';

describe('parseSeeds', () => {
  it('reads lists and ranges', () => {
    expect(parseSeeds('7')).toEqual([7]);
    expect(parseSeeds('10-13')).toEqual([10, 11, 12, 13]);
    expect(parseSeeds('3, 1,5-6')).toEqual([3, 1, 5, 6]);
  });

  it('reads back any list of distinct seeds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 1 }), (seeds) => {
        expect(parseSeeds(seeds.join(','))).toEqual(seeds);
      }),
    );
  });

  it('says why a range is refused', () => {
    expect(() => parseSeeds('1,10-9')).toThrow('the range "10-9" ends before it begins');
    expect(() => parseSeeds('0-1000000000')).toThrow(
      '"0-1000000000" has 1,000,000,001 seeds, but at most 10,000 are allowed',
    );
    expect(parseSeeds('1-10000')).toHaveLength(10_000);
  });

  const others = ['1-2-3', '0x10', '1e3', '1_000', '１', '+1', '1-', '\u00a0'];
  it.each(['', 'a', '1,,2', '-4', '1.5', ...others])('refuses "%s"', (text) => {
    expect(() => parseSeeds(text)).toThrow(
      `such as 10-17 or a list such as 1,2,3, given "${text}"`,
    );
  });

  it('refuses a seed twice', () => {
    expect(() => parseSeeds('1-3,2')).toThrow('a seed is listed twice in "1-3,2"');
  });
});
