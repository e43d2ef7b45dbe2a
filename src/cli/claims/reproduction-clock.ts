import type { Experiment } from '../../experiment/experiment.js';
import type { RunEvent } from '../../runs/events.js';
import { durationText } from '../../terminal/duration.js';

/** A run that is to be trained, and about how long that takes. */
interface PlannedRun {
  readonly experiment: Pick<Experiment, 'name'>;
  readonly seed: number;
  /** Seconds, or any other unit that all runs share. */
  readonly weight: number;
}

/** How long all claims still take, by how long what is done of them took. */
export class ReproductionClock {
  readonly #weights: ReadonlyMap<string, number>;
  readonly #done = new Map<string, number>();
  readonly #all: number;
  readonly #start: number;

  /** @param runs each once; those of a name and seed that come again are counted once */
  constructor(
    runs: readonly PlannedRun[],
    readonly now: () => number = () => performance.now(),
  ) {
    this.#weights = new Map(
      runs.map(({ experiment, seed, weight }) => [keyOf(experiment.name, seed), weight]),
    );
    this.#all = [...this.#weights.values()].reduce((sum, weight) => sum + weight, 0);
    this.#start = now();
  }

  /** Takes note of what an event says was done. */
  observe(event: RunEvent): void {
    const key = keyOf(event.experiment, event.seed);
    if (event.kind === 'step') this.#done.set(key, event.done);
    if (event.kind === 'run-finished' || event.kind === 'failed') this.#done.set(key, 1);
  }

  /** `; all claims: about 52 min left`, to stand behind a line; empty while that is not known. */
  left(): string {
    let done = 0;
    for (const [key, share] of this.#done) done += share * (this.#weights.get(key) ?? 0);
    const share = this.#all === 0 ? 0 : done / this.#all;
    if (share < 0.005) return '';
    const seconds = (this.now() - this.#start) / 1000;
    return `; all claims: about ${durationText((seconds / share) * (1 - share))} left`;
  }
}

const keyOf = (experiment: string, seed: number): string => `${seed} ${experiment}`;
