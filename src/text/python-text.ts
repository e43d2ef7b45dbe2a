/**
 * What Python's `\s` and `str.strip` take for white space: unlike JavaScript's it has the separators
 * U+001C to U+001F and U+0085, and not the byte order mark.
 */
const space =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Runs of what Python takes for white space, for `replace`; to split by, see `splitPython`. */
export const pythonSpaces = new RegExp(`[${space}]+`, 'g');

const outerSpace = new RegExp(`^[${space}]+|[${space}]+$`, 'g');
const neitherWordNorSpace = new RegExp(`[^\\p{L}\\p{N}_${space}]`, 'u');
const neitherWordSpaceNorQuote = new RegExp(`[^\\p{L}\\p{N}_${space}']`, 'u');

/** Text without white space at its ends, as Python's `str.strip` leaves it. */
export function stripPython(text: string): string {
  return text.replaceAll(outerSpace, '');
}

/** The words of a text, as Python's `str.split()` without a separator gives them; none are empty. */
export function splitPython(text: string): string[] {
  const stripped = stripPython(text);
  return stripped === '' ? [] : stripped.split(pythonSpaces);
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
