import type { WriteStream } from 'node:tty';
import type { RunEvent, StepTaken } from './events.js';

/** Milliseconds between two pictures on a terminal, and between two lines of a log. */
const everyMs = { terminal: 100, log: 5000 };

/** A time as it is read: `40 s`, `12 min`, `3 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/**
 * Shows how far the runs of an experiment are: on a terminal, one line for the whole and one for
 * each run under way, redrawn in place; else a line of log at most every 5 seconds.
 */
export class Progress {
  readonly #start = performance.now();
  readonly #current = new Map<number, StepTaken>();
  /** Lines about stages, each of which is true of many seeds and said once. */
  readonly #said = new Set<string>();
  #finished = 0;
  #gone = 0;
  #drawn = 0;
  #shown = Number.NEGATIVE_INFINITY;

  constructor(
    readonly name: string,
    readonly seeds: number,
    readonly stream: WriteStream,
  ) {}

  /** Shows what an event says. */
  show(event: RunEvent): void {
    const { kind, seed } = event;
    switch (kind) {
      case 'stage-begun':
        if (event.again !== null) this.#sayAgain(event.stage, event.again);
        break;
      case 'step':
        this.#current.set(seed, event);
        this.#draw();
        break;
      case 'run-finished':
        this.#current.delete(seed);
        this.#finished++;
        this.#draw();
        break;
      case 'failed':
        this.#lose(seed, `${this.name}, seed ${seed} failed: ${event.message}`);
        break;
      case 'left':
        this.#lose(seed, `${this.name}: ${event.message}`);
        break;
    }
  }

  /** Leaves the terminal as it was. */
  end(): void {
    this.#erase();
  }

  #lose(seed: number, line: string): void {
    this.#current.delete(seed);
    this.#gone++;
    this.#write(line);
  }

  #sayAgain(stage: string, why: string): void {
    const line = `${this.name}: ${stage} is trained once more, to the same weights: ${why}`;
    if (!this.#said.has(line)) this.#write(line);
    this.#said.add(line);
  }

  #write(line: string): void {
    this.#erase();
    this.stream.write(`${line}\n`);
  }

  #draw(): void {
    const now = performance.now();
    if (now - this.#shown < (this.stream.isTTY ? everyMs.terminal : everyMs.log)) return;
    this.#shown = now;
    if (!this.stream.isTTY) {
      const [first] = this.#runLines();
      this.stream.write(`${this.#overall()}${first === undefined ? '' : `; ${first.trim()}`}\n`);
      return;
    }
    const width = this.stream.columns - 1;
    const lines = [this.#overall(), ...this.#runLines()].map((line) => line.slice(0, width));
    this.#erase();
    this.stream.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.stream.write(`\x1b[${this.#drawn}F\x1b[0J`);
    this.#drawn = 0;
  }

  #overall(): string {
    const partial = [...this.#current.values()].reduce((sum, { done }) => sum + done, 0);
    const seeds = this.seeds - this.#gone;
    const share = (this.#finished + partial) / seeds;
    const seconds = (performance.now() - this.#start) / 1000;
    const left =
      share > 0.005 ? `, about ${durationText((seconds / share) * (1 - share))} left` : '';
    const percent = String(Math.floor(100 * share)).padStart(3);
    return `${this.name}: ${percent} %, ${this.#finished} of ${seeds} seeds done${left}`;
  }

  #runLines(): string[] {
    return [...this.#current].map(([seed, { stage, secondSeed, epoch, epochs, loss }]) => {
      const second = secondSeed === null ? '' : `.${secondSeed}`;
      const where = `seed ${`${seed}${second}`.padEnd(6)} ${stage.padEnd(10)}`;
      const width = String(epochs).length;
      const shown = epoch.toFixed(1).padStart(width + 2);
      return `  ${where} epoch ${shown} of ${epochs}  loss ${loss.toFixed(4)}`;
    });
  }
}
