/** Bold text where `stream` is a terminal and NO_COLOR is not set; else the text as it is. */
export function bold(text: string, stream: { readonly isTTY?: boolean } = process.stdout): string {
  const plain = !stream.isTTY || (process.env.NO_COLOR ?? '') !== '';
  return plain ? text : `\x1b[1m${text}\x1b[22m`;
}

/** Prints lines to standard output. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
