import { printableLines } from '../text/printable.js';

/**
 * Breaks text at blanks into lines of at most `width`, by default in characters; a longer word keeps
 * a line of its own. The lines are safe to show, by `printableLines`.
 */
export function wrapped(
  text: string,
  width: number,
  widthOf: (line: string) => number = (line) => line.length,
): string[] {
  const lines: string[] = [];
  for (const word of printableLines(text).split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || widthOf(`${line} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
