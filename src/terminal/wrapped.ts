/**
 * Breaks text at blanks into lines of at most `width`, by default in characters; a longer word keeps
 * a line of its own.
 */
export function wrapped(
  text: string,
  width: number,
  widthOf: (line: string) => number = (line) => line.length,
): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || widthOf(`${line} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
