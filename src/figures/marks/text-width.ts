import { wrapped } from '../../terminal/wrapped.js';

/** What the width of a line of text depends on beside its letters. */
export interface TextSize {
  /** Of the font, in pixels. */
  readonly size: number;
  /** Defaults to false. */
  readonly bold?: boolean;
}

/** Widths of DejaVu Sans in parts of the font's size, rounded to classes of letters. */
const widths: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ \u00a0ijlIJ'‘’.,:;|/\\]/, 0.32],
  [/[frt\-()[\]!"]|[\u2070-\u209f\u02b0-\u02ff\u1d2c-\u1d6a\u1d9b-\u1dbf]/, 0.39],
  [/[mwMW%@#+<=>^~&…−—]|[\u2e80-\uffff]/, 0.92],
  [/\p{Lu}/u, 0.7],
];
const otherWidth = 0.61;
const boldness = 1.13;

/**
 * About how many pixels a line takes, the same on every machine: figures are laid out without the
 * fonts that draw them. Off by a few percent where DejaVu Sans draws.
 */
export function textWidth(line: string, { size, bold = false }: TextSize): number {
  const letters = Array.from(line.normalize('NFC').replaceAll(/\p{M}|\u200b/gu, ''));
  const ems = letters.reduce((sum, letter) => {
    return sum + (widths.find(([some]) => some.test(letter))?.[1] ?? otherWidth);
  }, 0);
  return ems * size * (bold ? boldness : 1);
}

/**
 * Text in lines of at most `width` pixels, broken at blanks; a longer word has a line of its own.
 * No-break spaces keep words together, and become blanks.
 */
export function textLines(text: string, width: number, size: TextSize): string[] {
  const lines = wrapped(text, width, (line) => textWidth(line, size));
  return lines.map((line) => line.replaceAll('\u00a0', ' '));
}

/** As `textLines`, of names, which may also be broken after a hyphen or a slash. */
export function nameLines(name: string, width: number, size: TextSize): string[] {
  const breakable = name.replaceAll(/[-/](?=\S)/g, '$&\u200b ');
  const whole = (line: string) => line.replaceAll('\u200b ', '').replaceAll('\u200b', '');
  return wrapped(breakable, width, (line) => textWidth(whole(line), size)).map(whole);
}
