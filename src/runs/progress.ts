import type { WriteStream } from 'node:tty';
import { durationText } from '../terminal/duration.js';
import { LiveLines } from '../terminal/live-lines.js';
import { counted } from '../text/counted.js';
import { listed } from '../text/listed.js';
import type { Resumed, RunEvent, StageBegun, StepTaken, TrainedTogether } from './events.js';

/**
 * Shows how far the runs of one or several experiments are: on a terminal, one line for the whole and one for
 * each run under way, redrawn in place; else a line of log at most every 5 seconds.
 */
export class Progress {
  readonly #start = performance.now();
  readonly #current = new Map<string, StepTaken>();
  /** Runs that wait for a place on a cluster, and why. */
  readonly #queued = new Map<string, string>();
  /** Lines about stages, each of which is true of many seeds and said once. */
  readonly #said = new Set<string>();
  #finished = 0;
  #gone = 0;
  readonly #live: LiveLines;
  readonly isOfSeveral: boolean;
  readonly #behind: () => string;

  /**
   * @param name of the experiment, or of them all
   * @param seeds of all experiments together
   * @param options.isOfSeveral whether there are several experiments, which lines then name
   * @param options.behind what stands behind the line of the whole; default: nothing
   */
  constructor(
    readonly name: string,
    readonly seeds: number,
    stream: WriteStream,
    {
      isOfSeveral = false,
      behind = () => '',
    }: {
      readonly isOfSeveral?: boolean | undefined;
      readonly behind?: (() => string) | undefined;
    } = {},
  ) {
    this.isOfSeveral = isOfSeveral;
    this.#behind = behind;
    this.#live = new LiveLines(stream);
  }

  /** Shows what an event says. */
  show(event: RunEvent): void {
    const { kind, experiment, seed } = event;
    const run = `${experiment} ${seed}`;
    switch (kind) {
      case 'stage-begun':
        this.#sayOfStage(event);
        break;
      case 'trained-together':
        this.#sayTogether(event);
        break;
      case 'queued':
        this.#queued.set(run, event.reason);
        this.#show();
        break;
      case 'run-begun':
        this.#queued.delete(run);
        break;
      case 'step':
        this.#queued.delete(run);
        this.#current.set(run, event);
        this.#show();
        break;
      case 'resumed':
        this.#sayResumed(event);
        break;
      case 'checkpoint-refused':
        this.#live.say(`${this.name}, seed ${seed}, ${event.stage}: ${event.message}`);
        break;
      case 'run-finished':
        this.#queued.delete(run);
        this.#current.delete(run);
        this.#finished++;
        this.#show();
        break;
      case 'failed':
        this.#lose(run, `${experiment}, seed ${seed} failed: ${event.message}`);
        break;
      case 'waiting':
        this.#sayOnce(`${seed} waits`, `${this.name}: ${event.message}`);
        break;
      case 'left':
        this.#lose(run, `${experiment}: ${event.message}`);
        break;
      case 'note':
        this.#live.say(`${this.name}: ${event.message}`);
        break;
      case 'retried':
        this.#current.delete(run);
        this.#live.say(`${experiment}, seed ${seed}: ${event.message}`);
        break;
    }
  }

  /** Says what a stop waits for. */
  sayStopping(runs: number): void {
    if (runs === 0) return;
    const [who, verb] = [counted(runs, 'run'), runs === 1 ? 'ends' : 'end'];
    this.#live.say(
      `Stopping: ${who} ${verb} the step or the batch of a test under way and ` +
        `${runs === 1 ? 'is' : 'are'} saved. A second Ctrl-C stops at once.`,
    );
  }

  /** Leaves the terminal as it was. */
  end(): void {
    this.#live.clear();
  }

  #lose(run: string, line: string): void {
    this.#queued.delete(run);
    this.#current.delete(run);
    this.#gone++;
    this.#live.say(line);
  }

  #sayOfStage({ experiment, stage, again, isTested, documentsCut, seed }: StageBegun): void {
    if (isTested) {
      const line = `${experiment}: ${stage} is tested from the weights that were kept`;
      this.#sayOnce(line, line);
    }
    if (again !== null) {
      const line = `${experiment}: ${stage} is trained again from the same seed, as ${again}`;
      this.#sayOnce(line, line);
    }
    if (documentsCut === 0) return;
    // The documents of other seeds are about as long.
    this.#sayOnce(
      `${stage}: documents cut`,
      `${experiment}, ${stage}: ${counted(documentsCut, 'document')} of seed ${seed} ` +
        `${documentsCut === 1 ? 'is' : 'are'} longer than loss.padTo or loss.padAnswerTo and cut ` +
        "to that length, as in the authors' code",
    );
  }

  #sayTogether({ experiment, stage, seed, seeds, alone }: TrainedTogether): void {
    const line =
      alone === null
        ? `${experiment}: ${stage} of ${counted(seeds.length, 'seed')} is trained as one program`
        : `${experiment}: ${stage} of seed ${seed} is trained by itself: ${alone}`;
    this.#sayOnce(line, line);
  }

  #sayResumed({ seed, secondSeed, stage, step, steps, changes }: Resumed): void {
    const second = secondSeed === null ? '' : `.${secondSeed}`;
    const percent = Math.floor((100 * step) / steps);
    const otherwise =
      changes.length === 0 ? '' : `, with ${changes.join(', ')}: rounding may differ`;
    this.#live.say(
      `${this.name}, seed ${seed}${second}: ${stage} goes on after step ${step} of ${steps} ` +
        `(${percent} %)${otherwise}`,
    );
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
    const unit = this.isOfSeveral ? 'runs' : 'seeds';
    const percent = String(Math.floor(100 * share)).padStart(3);
    return `${this.name}: ${percent} %, ${this.#finished} of ${seeds} ${unit} done${this.#queue()}${left}${this.#behind()}`;
  }

  #queue(): string {
    const reasons = [...new Set(this.#queued.values())].filter((reason) => reason !== 'None');
    const why = reasons.length === 0 ? '' : ` (${listed(reasons, 3)})`;
    return this.#queued.size === 0 ? '' : `, ${this.#queued.size} in the queue${why}`;
  }

  #runLines(): string[] {
    return [...this.#current.values()].map((taken) => {
      const { experiment, seed, stage, secondSeed, epoch, epochs, loss } = taken;
      const second = secondSeed === null ? '' : `.${secondSeed}`;
      const where = `seed ${`${seed}${second}`.padEnd(6)} ${stage.padEnd(10)}`;
      const width = String(epochs).length;
      const shown = epoch.toFixed(1).padStart(width + 2);
      const of = this.isOfSeveral ? `${experiment} ` : '';
      return `  ${of}${where} epoch ${shown} of ${epochs}  loss ${loss.toFixed(4)}`;
    });
  }
}
