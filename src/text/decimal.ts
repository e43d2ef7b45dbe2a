const decimal = /^[\t-\r ]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[\t-\r ]*$/;

/**
 * The number that a text is in decimal figures, such as `1900`, `-45.0` or `1e3`, ASCII blanks around
 * it allowed, as pandas reads it; null for all else: blanks alone, `0x76c`, `1_000`, `1,000`,
 * `Infinity`, figures of other scripts, and what is too large for a number.
 */
export function parseDecimal(text: string): number | null {
  const found = decimal.exec(text)?.[1];
  if (found === undefined) return null;
  const number = Number(found);
  return Number.isFinite(number) ? number : null;
}

/**
 * The whole number from 0 that a text is, written in the figures 0 to 9 and nothing else; null where
 * it is none, or one above 2^53 - 1, which numbers do not hold exactly.
 */
export function parseWhole(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}
