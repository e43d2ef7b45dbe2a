import type { WriteStream } from 'node:tty';
import { durationText } from '../terminal/duration.js';
import { LiveLines } from '../terminal/live-lines.js';
import { counted } from '../text/counted.js';
import type { RunEvent, StageBegun, StepTaken, TrainedTogether } from './events.js';

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
  readonly #live: LiveLines;

  constructor(
    readonly name: string,
    readonly seeds: number,
    stream: WriteStream,
  ) {
    this.#live = new LiveLines(stream);
  }

  /** Shows what an event says. */
  show(event: RunEvent): void {
    const { kind, seed } = event;
    switch (kind) {
      case 'stage-begun':
        this.#sayOfStage(event);
        break;
      case 'trained-together':
        this.#sayTogether(event);
        break;
      case 'step':
        this.#current.set(seed, event);
        this.#show();
        break;
      case 'run-finished':
        this.#current.delete(seed);
        this.#finished++;
        this.#show();
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
    this.#live.clear();
  }

  #lose(seed: number, line: string): void {
    this.#current.delete(seed);
    this.#gone++;
    this.#live.say(line);
  }

  #sayOfStage({ stage, again, isTested, documentsCut, seed }: StageBegun): void {
    if (isTested) {
      const line = `${this.name}: ${stage} is tested from the weights that were kept`;
      this.#sayOnce(line, line);
    }
    if (again !== null) {
      const line = `${this.name}: ${stage} is trained again from the same seed, as ${again}`;
      this.#sayOnce(line, line);
    }
    if (documentsCut === 0) return;
    // The documents of other seeds are about as long.
    this.#sayOnce(
      `${stage}: documents cut`,
      `${this.name}, ${stage}: ${counted(documentsCut, 'document')} of seed ${seed} ` +
        `${documentsCut === 1 ? 'is' : 'are'} longer than loss.padTo or loss.padAnswerTo and cut ` +
        "to that length, as in the authors' code",
    );
  }

  #sayTogether({ stage, seed, seeds, alone }: TrainedTogether): void {
    const line =
      alone === null
        ? `${this.name}: ${stage} of ${counted(seeds.length, 'seed')} is trained as one program`
        : `${this.name}: ${stage} of seed ${seed} is trained by itself: ${alone}`;
    this.#sayOnce(line, line);
  }

  #sayOnce(what: string, line: string): void {
    if (!this.#said.has(what)) this.#live.say(line);
    this.#said.add(what);
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
