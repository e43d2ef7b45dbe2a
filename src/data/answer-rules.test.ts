import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deriveAnswer, periodOf } from './answer-rules.js';

const golden = '../shared/golden/datasets/cvdb/rules.json';
const present = existsSync(golden);
const title = "the release's rule for years";

describe.skipIf(!present)(present ? title : `${title} (skipped: ${golden} is absent)`, () => {
  const { years } = present
    ? (JSON.parse(readFileSync(golden, 'utf8')) as { years: [number | string, string][] })
    : { years: [] };
  const numbers = years.filter(([year]) => typeof year === 'number');

  it('gives the same answer for every year of the golden file', () => {
    expect(numbers.length).toBeGreaterThan(50);
    for (const [year, answer] of numbers) expect(deriveAnswer(`${year}`, 'period')).toBe(answer);
  });
});

describe('deriveAnswer', () => {
  it.each([
    [1900, '19 century'],
    [1901, '1900s'],
    [1999, '1990s'],
    [2000, '2000'],
    [100, '1 century'],
    [101, '2 century'],
    [0, '0 century'],
    [-122, '2 century BC'],
  ])('the period of %s is %s', (year, answer) => expect(periodOf(year, 'release')).toBe(answer));

  it('takes decades, first words and trimmed texts', () => {
    expect(deriveAnswer(' 1923.9 ', 'decade')).toBe('1920s');
    expect(deriveAnswer('2003', 'decade')).toBe('2000s');
    expect(deriveAnswer(' Businessman chairman of IBM', 'firstWord')).toBe('businessman');
    expect(deriveAnswer(' New Zealand ', 'asIs')).toBe('New Zealand');
  });

  it('refuses a year that is none', () => {
    expect(() => deriveAnswer('c. 1920', 'period')).toThrow('"c. 1920" is not a year');
  });
});
