import type { CsvRow } from '../../files/csv-rows.js';
import { counted } from '../../text/counted.js';
import { quoted } from '../../text/printable.js';
import { trimmed } from '../../text/python-text.js';
import { isMissing } from '../missing-cells.js';

/** A column that is used: its name and where it stands in a row. */
export interface UsedColumn {
  readonly name: string;
  readonly index: number;
}

/** What looks as if it were not meant, though it is read as it stands: a warning each, with lines. */
export function cellFaults(rows: readonly CsvRow[], columns: readonly UsedColumn[]): string[] {
  return [
    ...columns.flatMap(({ name, index }) =>
      cells(rows, index, isNoValue).map(
        (found) => `column ${name}: ${found}; kept as text, though it may stand for no value`,
      ),
    ),
    ...columns.flatMap(({ name, index }) =>
      cells(rows, index, hasInvisible).map(
        (found) => `column ${name}: ${found}; kept, with characters that are not seen`,
      ),
    ),
    ...repeatedHeader(rows, columns),
  ];
}

/** An empty cell is left out and counted elsewhere. */
const isNoValue = (cell: string): boolean => cell !== '' && isMissing(cell);

/**
 * A byte order mark in the middle, which files that were joined have, control characters, and those
 * of Windows-1252 that ISO-8859-1 takes for such.
 */
const invisible = /[^\P{Cc}\t\r\n]|\ufeff/u;
const hasInvisible = (cell: string): boolean => invisible.test(cell);

function cells(
  rows: readonly CsvRow[],
  index: number,
  isFault: (cell: string) => boolean,
): string[] {
  const found = rows.filter((row) => isFault(trimmed(row.cells[index] ?? '')));
  const [first] = found;
  if (first === undefined) return [];
  const example = quoted(trimmed(first.cells[index] ?? ''));
  return [`${counted(found.length, 'cell')} such as ${example} (line ${first.line})`];
}

function repeatedHeader(rows: readonly CsvRow[], columns: readonly UsedColumn[]): string[] {
  const found = rows.find((row) =>
    columns.every(({ name, index }) => trimmed(row.cells[index] ?? '') === name),
  );
  if (found === undefined) return [];
  return [`line ${found.line} repeats the header; it is read as an entity like any other`];
}

/** Fewer rows say nothing about a column. */
const fewestRows = 20;

/** Above this part of a column's answers nothing but guessing is left: each stands in one row. */
const mostSingle = 0.9;

/** What a model cannot learn of a column's answers, as a warning: none differs, or hardly any is shared. */
export function answerSpread(column: string, answers: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const [only] = counts.keys();
  if (answers.length > 1 && counts.size === 1 && only !== undefined)
    return [
      `column ${column}: every row has the answer ${quoted(only)}, so that a model needs to know ` +
        'nothing to be right: ask about another column',
    ];
  const single = [...counts.values()].filter((rows) => rows === 1).length;
  if (answers.length < fewestRows || single <= mostSingle * answers.length) return [];
  return [
    `column ${column}: ${single} of ${answers.length} answers stand in one row only, so that no ` +
      "other row helps to learn them: write answer 'period' for years, 'firstWord' for texts, or " +
      'keepValues for the commonest answers',
  ];
}
