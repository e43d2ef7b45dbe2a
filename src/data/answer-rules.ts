import { z } from 'zod';
import { parseDecimal } from '../text/decimal.js';
import { quoted } from '../text/printable.js';
import { spaceRuns, trimmed } from '../text/python-text.js';

/** How the text of a cell becomes an answer. */
export const answerRule = z
  .enum(['asIs', 'period', 'decade', 'firstWord'])
  .default('asIs')
  .describe(
    'asIs: the trimmed text; period: of a year its century, decade or the year itself; ' +
      'decade: of a year its decade; firstWord: the first word in lower case',
  );

/** How the text of a cell becomes an answer. */
export type AnswerRule = z.infer<typeof answerRule>;

/** The answer in a cell; a cell of years that holds no number is a RangeError that says so. */
export function deriveAnswer(cell: string, rule: AnswerRule): string {
  switch (rule) {
    case 'asIs':
      return trimmed(cell);
    case 'firstWord':
      return (trimmed(cell).split(spaceRuns, 1)[0] ?? '').toLowerCase();
    case 'period':
      return periodOf(yearIn(cell), 'release');
    case 'decade':
      return decadeOf(yearIn(cell));
  }
}

/**
 * What is asked of a year, negative ones being BC (paper, App. A.1): its century up to 1900, its
 * decade up to 1999, then the year itself. The year 1900 is of its century in the release and of a
 * decade by the paper's text.
 */
export function periodOf(year: number, rules: 'release' | 'paper'): string {
  if (year > 1999) return `${year}`;
  if (year > (rules === 'release' ? 1900 : 1899)) return decadeOf(year);
  const century = Math.floor((Math.abs(year) + 99) / 100);
  return `${century} century${year < 0 ? ' BC' : ''}`;
}

function decadeOf(year: number): string {
  return `${Math.floor(Math.abs(year) / 10)}0s${year < 0 ? ' BC' : ''}`;
}

/** A year in a cell as a whole number, fractions cut off towards zero; null where there is none. */
export function parseYear(cell: string): number | null {
  const year = Math.trunc(parseDecimal(cell) ?? Number.NaN);
  return Number.isSafeInteger(year) ? year : null;
}

function yearIn(cell: string): number {
  const year = parseYear(cell.trim());
  if (year === null) throw new RangeError(`${quoted(cell)} is not a year`);
  return year;
}
