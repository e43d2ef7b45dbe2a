import type { WriteStream } from 'node:tty';
import { printable, printableLines } from '../text/printable.js';

/** Milliseconds between two pictures on a terminal, and between two lines of a log. */
const everyMs = { terminal: 100, log: 5000 };

/**
 * Shows how far work is: on a terminal, lines at its end that are drawn anew in place; elsewhere a
 * line of log at most every 5 seconds.
 */
export class LiveLines {
  readonly #stream: WriteStream;
  #drawn = 0;
  #shown = Number.NEGATIVE_INFINITY;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /**
   * Draws `lines`, cut to the terminal's width, or writes `logLine` where there is no terminal (null:
   * nothing). Asks for neither when the last picture is too new.
   */
  show(lines: () => readonly string[], logLine: () => string | null): void {
    const { isTTY, columns } = this.#stream;
    const now = performance.now();
    if (now - this.#shown < (isTTY ? everyMs.terminal : everyMs.log)) return;
    this.#shown = now;
    if (isTTY) {
      const picture = lines().map((line) => `${printable(line).slice(0, columns - 1)}\n`);
      this.clear();
      this.#stream.write(picture.join(''));
      this.#drawn = picture.length;
    } else {
      const line = logLine();
      if (line !== null) this.#stream.write(`${printable(line)}\n`);
    }
  }

  /** Writes a line that stays, at once; what is drawn below it comes back with the next picture. */
  say(line: string): void {
    this.clear();
    this.#stream.write(`${printableLines(line)}\n`);
  }

  /** Takes away what is drawn. */
  clear(): void {
    if (this.#drawn > 0) this.#stream.write(`\x1b[${this.#drawn}F\x1b[0J`);
    this.#drawn = 0;
  }
}
