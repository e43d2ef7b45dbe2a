import type { JointMember } from '../../training/together/joint-member.js';
import { SharedTrainer } from '../../training/together/shared-trainer.js';
import type { BeforeStep, RunEvent, TrainedTogether } from '../events.js';
import { type RunSetting, trainRun } from '../train-run.js';

/** A first seed that ended with an error, as `trainRun` would have thrown it. */
export interface SeedError {
  readonly kind: 'error';
  readonly seed: number;
  readonly error: unknown;
}

/** What happens to seeds that are trained together. */
export type TogetherEvent = Exclude<RunEvent, BeforeStep> | SeedError;

/** One of several seeds, as far as it is trained: its run waits before each step. */
export class SeedUnderWay {
  /** Where it waits; null before it began and where it ended. */
  at: BeforeStep | null = null;
  /** Of the stage it is at; null where that cannot be shared. */
  trainer: SharedTrainer | null = null;
  readonly #setting: RunSetting;
  readonly #events: Generator<RunEvent>;
  #isOver = false;
  /** Milliseconds that its work took, and when the part under way began; null: none is. */
  #worked = 0;
  #since: number | null = null;
  /** `#worked` when time was last shared. */
  #shared = 0;

  constructor(setting: RunSetting) {
    this.#setting = setting;
    const makeTrainer = (member: JointMember): SharedTrainer => {
      this.trainer = new SharedTrainer(member);
      return this.trainer;
    };
    this.#events = trainRun({ ...setting, makeTrainer, clock: () => this.#clock });
  }

  /** What seeds do from here on is shared between them (`shareTime`). */
  static beginSharing(seeds: readonly SeedUnderWay[]): void {
    for (const seed of seeds) seed.#shared = seed.#worked;
  }

  /** Gives each of some seeds the same part of the time that they took since this was last done. */
  static shareTime(seeds: readonly SeedUnderWay[]): void {
    const sum = seeds.reduce((all, seed) => all + seed.#worked - seed.#shared, 0);
    for (const seed of seeds) seed.#shared = seed.#worked = seed.#shared + sum / seeds.length;
  }

  get #clock(): number {
    return this.#worked + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  /** Which stage it is at, of which second seed; null where it is over. */
  get stage(): string | null {
    return this.at === null ? null : `${this.at.stage} ${this.at.secondSeed}`;
  }

  /** The place of its stage among those of a run. */
  get position(): number {
    const { runs } = this.#setting;
    return runs.findIndex((run) => `${run.stage.name} ${run.secondSeed}` === this.stage);
  }

  /** Steps taken of its stage; 0 where that cannot be shared. */
  get taken(): number {
    return this.trainer?.taken ?? 0;
  }

  /** Leaves where it waits, and goes on to where it waits next, or to its end. */
  *toNextStep(): Generator<TogetherEvent> {
    this.at = null;
    while (this.at === null && !this.#isOver) {
      let next: IteratorResult<RunEvent>;
      this.#since = performance.now();
      try {
        next = this.#events.next();
      } catch (error) {
        this.#isOver = true;
        this.trainer?.dispose();
        yield { kind: 'error', seed: this.#setting.runs[0]?.seed ?? 0, error };
        return;
      } finally {
        this.#worked = this.#clock;
        this.#since = null;
      }
      if (next.done) this.#isOver = true;
      else if (next.value.kind === 'before-step') this.at = next.value;
      else {
        // What is made of the next stage is made anew.
        if (next.value.kind === 'stage-finished') this.trainer = null;
        yield next.value;
      }
    }
  }

  /** The event that says who is trained with whom in its stage. */
  said(seeds: readonly SeedUnderWay[], alone: string | null): TrainedTogether {
    const { experiment, seed, stage, secondSeed } = this.at as BeforeStep;
    const of = { experiment, seed, stage, secondSeed, time: Date.now() };
    const all = seeds.map(({ at }) => (at as BeforeStep).seed);
    return { ...of, kind: 'trained-together', seeds: all, alone };
  }

  /** Stops it where it is. */
  end(): void {
    this.#events.return(undefined);
    // One whose first step nobody asked for yet.
    this.trainer?.dispose();
  }
}
