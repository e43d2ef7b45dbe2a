import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, queuedTasks } from '../../runs/slurm/commands.js';
import { tasksOfRuns } from '../../runs/slurm/find-tasks.js';
import { logFiles, slurmId } from '../../runs/slurm/submission.js';
import { bold, print, printError } from '../../terminal/terminal.js';
import { printableLines } from '../../text/printable.js';

/** Milliseconds between two looks at the logs, and between two at the queue. */
const everyMs = { logs: 1000, queue: 10_000 };

/** Whose logs are shown. */
interface LogOptions {
  readonly runs: string;
  readonly seed?: number | undefined;
  readonly follow?: true | undefined;
}

/** Prints the logs of the newest submission of some runs; with `follow` until their jobs end. */
export async function showLogs(name: string, options: LogOptions): Promise<void> {
  const all = tasksOfRuns(options.runs, { name, seed: options.seed });
  const newest = all.at(-1)?.submission;
  const tasks = all.filter(({ submission }) => submission === newest);
  const printed = new LogPrinter();
  const files = (): string[] => tasks.flatMap((one) => logFiles(one.submission, one.task));
  const ids = tasks.flatMap((one) => slurmId(one.submission, one.task) ?? []);
  printed.print(files());
  if (files().length === 0)
    printError(
      `No log yet: ${ids.length === 0 ? 'nothing was submitted' : `job ${ids.join(', ')} has not begun`}.`,
    );
  let nextQueue = 0;
  while (options.follow) {
    if (performance.now() >= nextQueue) {
      nextQueue = performance.now() + everyMs.queue;
      const states = await queuedTasks().catch(() => null);
      const isOver = states?.every(
        (one) => !isAlive(one) || !ids.includes(`${one.job}_${one.task}`),
      );
      printed.print(files());
      if (isOver) return;
    }
    await pause(everyMs.logs);
    printed.print(files());
  }
}

/** Prints what is new in files, each under its name. */
class LogPrinter {
  readonly #offsets = new Map<string, number>();
  #last = '';

  print(files: readonly string[]): void {
    for (const file of files) {
      const text = this.#next(file);
      if (text === '') continue;
      if (this.#last !== file) print(bold(relative('.', file)));
      this.#last = file;
      process.stdout.write(printableLines(text));
    }
  }

  #next(file: string): string {
    const opened = openSync(file, 'r');
    try {
      const offset = this.#offsets.get(file) ?? 0;
      const bytes = Buffer.alloc(Math.max(0, fstatSync(opened).size - offset));
      const read = readSync(opened, bytes, 0, bytes.length, offset);
      // Whole lines, so that no character is cut in two.
      const end = bytes.subarray(0, read).lastIndexOf('\n') + 1;
      this.#offsets.set(file, offset + end);
      return bytes.subarray(0, end).toString();
    } finally {
      closeSync(opened);
    }
  }
}
