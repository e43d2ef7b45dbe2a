/**
 * What Python's `\s` and `str.strip` take for white space: unlike JavaScript's it has the separators
 * U+001C to U+001F and U+0085, and not the byte order mark.
 */
const space =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Runs of what Python takes for white space, for `replace`; to split by, see `splitPython`. */
export const pythonSpaces = new RegExp(`[${space}]+`, 'g');

/** Runs of what Python or JavaScript takes for white space, the byte order mark among it. */
export const spaceRuns = new RegExp(`[${space}\\ufeff]+`, 'g');

const neitherWordNorSpace = new RegExp(`[^\\p{L}\\p{N}_${space}]`, 'u');
const neitherWordSpaceNorQuote = new RegExp(`[^\\p{L}\\p{N}_${space}']`, 'u');

const isSpace = new RegExp(`[${space}]`);
const isBlank = new RegExp(`[${space}\\ufeff]`);

/** Text without white space at its ends, as Python's `str.strip` leaves it. */
export function stripPython(text: string): string {
  return stripped(text, isSpace);
}

/** Text without white space at its ends, byte order marks among it: a cell of a table. */
export function trimmed(text: string): string {
  return stripped(text, isBlank);
}

/** A pattern for either end would take time quadratic in a run of blanks within the text. */
function stripped(text: string, blank: RegExp): string {
  let [start, end] = [0, text.length];
  while (start < end && blank.test(text[start] as string)) start++;
  while (end > start && blank.test(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** The words of a text, as Python's `str.split()` without a separator gives them; none are empty. */
export function splitPython(text: string): string[] {
  const inner = stripPython(text);
  return inner === '' ? [] : inner.split(pythonSpaces);
}

/** Whether Python's `[^\w\s]` finds something, or `[^\w\s']` where apostrophes may stand. */
export function hasOtherThanWords(text: string, apostrophes: 'allowed' | 'refused'): boolean {
  return (apostrophes === 'allowed' ? neitherWordSpaceNorQuote : neitherWordNorSpace).test(text);
}

/**
 * The first so many Unicode decimal digits that stand in a row, as the number that Python's `int`
 * makes of them; null where there are none.
 */
export function firstDigits(text: string, count: number): number | null {
  const found = new RegExp(`\\p{Nd}{${count}}`, 'u').exec(text)?.[0];
  if (found === undefined) return null;
  return Array.from(found).reduce((number, digit) => 10 * number + digitValue(digit), 0);
}

/** Decimal digits stand in runs of 0 to 9 in Unicode, some of which touch. */
function digitValue(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first--;
  return (codePoint - first) % 10;
}
