import { grouped } from './grouped.js';

/**
 * What a terminal or a figure would not show but obey, or show as something else: control
 * characters (C0, DEL, C1), line separators, what changes the direction of text, the byte order
 * mark, halves of surrogate pairs.
 */
const unprintable = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cc}|\p{Cs}/gu;

const short: ReadonlyMap<string, string> = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return short.get(character) ?? `\\u${point.toString(16).padStart(4, '0')}`;
}

/**
 * Text from outside, such as a cell or a title, as one line that is safe to show: what a terminal
 * would obey is written as JSON writes it (`\u001b`, `\n`), all else stays as it is. So JSON text
 * stays the same JSON.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escaped);
}

/** As `printable`, for text of several lines: line ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(unprintable, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** Text of at most `most` characters: a longer one's beginning, and how long it is. */
export function shortened(text: string, most = 80): string {
  if (text.length <= most) return text;
  const beginning = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${beginning}... (${grouped(text.length)} characters)`;
}

/**
 * A value as a message quotes it: as JSON, or by its name where that has none (`Infinity`,
 * `undefined`), on one line and at most so long.
 */
export function quoted(value: unknown, most = 80): string {
  if (typeof value === 'string') return printable(JSON.stringify(shortened(value, most)));
  if (typeof value !== 'object' || value === null) return String(value);
  return shortened(printable(JSON.stringify(value) ?? 'nothing'), most);
}
