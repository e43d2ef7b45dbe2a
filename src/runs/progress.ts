import type { WriteStream } from 'node:tty';
import { durationText } from '../terminal/duration.js';
import { LiveLines } from '../terminal/live-lines.js';
import { counted } from '../text/counted.js';
import type { RunProgress } from './train-run.js';

/**
 * Shows how far the runs of an experiment are: on a terminal, one line for the whole and one for
 * each run under way, redrawn in place; else a line of log at most every 5 seconds.
 */
export class Progress {
  readonly #start = performance.now();
  readonly #current = new Map<number, RunProgress>();
  /** Stages of which it is said that documents are cut. */
  readonly #saidCut = new Set<string>();
  #finished = 0;
  #gone = 0;
  readonly #live: LiveLines;

  constructor(
    readonly name: string,
    readonly seeds: number,
    stream: WriteStream,
  ) {
    this.#live = new LiveLines(stream);
  }

  progress(seed: number, progress: RunProgress): void {
    this.#current.set(seed, progress);
    this.#sayCut(seed, progress);
    this.#show();
  }

  finished(seed: number): void {
    this.#current.delete(seed);
    this.#finished++;
    this.#show();
  }

  failed(seed: number, message: string): void {
    this.#lose(seed, `${this.name}, seed ${seed} failed: ${message}`);
  }

  left(seed: number, message: string): void {
    this.#lose(seed, `${this.name}: ${message}`);
  }

  /** Leaves the terminal as it was. */
  end(): void {
    this.#live.clear();
  }

  #lose(seed: number, line: string): void {
    this.#current.delete(seed);
    this.#gone++;
    this.#live.say(line);
  }

  /** Once a stage, since the documents of other seeds are about as long. */
  #sayCut(seed: number, { stage, documentsCut }: RunProgress): void {
    if (documentsCut === 0 || this.#saidCut.has(stage)) return;
    this.#saidCut.add(stage);
    this.#live.say(
      `${this.name}, ${stage}: ${counted(documentsCut, 'document')} of seed ${seed} ` +
        `${documentsCut === 1 ? 'is' : 'are'} longer than loss.padTo or loss.padAnswerTo and cut ` +
        "there, as in the authors' code",
    );
  }

  #show(): void {
    this.#live.show(
      () => [this.#overall(), ...this.#runLines()],
      () =>
        [this.#overall(), ...this.#runLines().slice(0, 1)].map((line) => line.trim()).join('; '),
    );
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
