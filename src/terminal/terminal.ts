import { parseWhole } from '../text/decimal.js';
import { printableLines } from '../text/printable.js';

const [boldOn, boldOff] = ['\x1b[1m', '\x1b[22m'];

/** Bold text where `stream` is a terminal and NO_COLOR is not set; else the text as it is. */
export function bold(text: string, stream: { readonly isTTY?: boolean } = process.stdout): string {
  const plain = !stream.isTTY || (process.env.NO_COLOR ?? '') !== '';
  return plain ? text : `${boldOn}${printableLines(text)}${boldOff}`;
}

/**
 * Columns that a text may take: the terminal's, at most 100; where there is no terminal those of the
 * environment's COLUMNS, else 100. Never fewer than 40.
 */
export function outputWidth(
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
): number {
  const { isTTY = false, columns = 0 } = stream;
  const given = isTTY ? columns : (parseWhole(process.env.COLUMNS ?? '') ?? 0);
  return given > 0 ? Math.max(40, Math.min(100, given)) : 100;
}

/** Prints lines to standard output, by `printableLines`; of a terminal only `bold` is obeyed. */
export function print(...lines: readonly string[]): void {
  const safe = process.stdout.isTTY ? boldLine : printableLines;
  process.stdout.write(lines.map((line) => `${safe(line)}\n`).join(''));
}

/** Prints lines to standard error, by `printableLines`. */
export function printError(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${printableLines(line)}\n`).join(''));
}

function boldLine(line: string): string {
  const parts = line.split(boldOn).map((part) => part.split(boldOff).map(printableLines));
  return parts.map((part) => part.join(boldOff)).join(boldOn);
}

/** Prints a value as JSON: of one command always of one shape, an object or a list. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
