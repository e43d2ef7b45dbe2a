import { z } from 'zod';

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
      return cell.trim();
    case 'firstWord':
      return (cell.trim().split(/\s+/, 1)[0] ?? '').toLowerCase();
    case 'period':
      return periodOf(parseYear(cell));
    case 'decade':
      return decadeOf(parseYear(cell));
  }
}

/**
 * The release's rule for years, negative ones being BC (paper, App. A.1): centuries up to 1900,
 * decades up to 1999, then the year itself. The year 1900 counts to its century (by the paper's
 * text it would be a decade).
 */
export function periodOf(year: number): string {
  if (year > 1999) return `${year}`;
  if (year > 1900) return decadeOf(year);
  const century = Math.floor((Math.abs(year) + 99) / 100);
  return `${century} century${year < 0 ? ' BC' : ''}`;
}

function decadeOf(year: number): string {
  return `${Math.floor(Math.abs(year) / 10)}0s${year < 0 ? ' BC' : ''}`;
}

/** A year as a whole number, fractions cut off towards zero. */
function parseYear(cell: string): number {
  const text = cell.trim();
  if (!/^[+-]?\d+(\.\d*)?$/.test(text)) throw new RangeError(`"${text}" is not a year`);
  return Math.trunc(Number(text));
}
