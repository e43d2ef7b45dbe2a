import { type Checkpointed, endsRun, type RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';
import { type StopSignal, stopSignals } from './stop-signals.js';

/** What became of the seeds of some work. */
export interface WorkOutcome {
  readonly finished: readonly number[];
  /** Each with what went wrong. */
  readonly failed: ReadonlyMap<number, string>;
  /** Seeds that other processes train. */
  readonly left: readonly number[];
  /** Seeds that were stopped, or not begun, because of a signal or of a failure that is all seeds'. */
  readonly stopped: readonly number[];
  /** The last checkpoint of each of those that have one in the stage they were stopped in. */
  readonly checkpoints: ReadonlyMap<number, Checkpointed>;
  /** The first signal that ended the work before its end; null where none did. */
  readonly signal: StopSignal | null;
}

/**
 * Trains seeds by an executor, and gives every event to `observe`. The first of `stopSignals` stops
 * them after the step under way, when they are saved, a second one at once.
 *
 * @param stopping is called at the first signal, with the seeds under way; default: nothing
 */
export async function trainSeeds(
  executor: Executor,
  work: Work,
  observe: (event: RunEvent) => void,
  stopping: (seeds: readonly number[]) => void = () => {},
): Promise<WorkOutcome> {
  const finished: number[] = [];
  const failed = new Map<number, string>();
  const left: number[] = [];
  const stopped: number[] = [];
  const submitted = executor.submit(work);
  const checkpoints = new Map<number, Checkpointed>();
  const underWay = new Set<number>();
  const signals = new StopOnSignals(submitted, () => stopping([...underWay]));
  try {
    for await (const event of submitted.events) {
      observe(event);
      if (event.kind === 'run-begun') underWay.add(event.seed);
      if (endsRun(event)) underWay.delete(event.seed);
      if (event.kind === 'checkpointed') checkpoints.set(event.seed, event);
      if (event.kind === 'stage-finished') checkpoints.delete(event.seed);
      if (event.kind === 'run-finished') finished.push(event.seed);
      if (event.kind === 'failed') failed.set(event.seed, event.message);
      if (event.kind === 'left') left.push(event.seed);
      if (event.kind === 'stopped') stopped.push(event.seed);
    }
  } finally {
    signals.dispose();
  }
  return { finished, failed, left, stopped, checkpoints, signal: signals.first };
}

/** Stops work at the signals of this process, until it is disposed. */
class StopOnSignals {
  /** The first signal that came. */
  first: StopSignal | null = null;
  readonly #stop: (signal: NodeJS.Signals) => void;

  constructor(work: SubmittedWork, stopping: () => void) {
    this.#stop = (signal) => {
      const isFirst = this.first === null;
      this.first ??= signal as StopSignal;
      if (isFirst) stopping();
      work.stop(isFirst ? 'after the step' : 'at once');
    };
    for (const signal of stopSignals) process.on(signal, this.#stop);
  }

  dispose(): void {
    for (const signal of stopSignals) process.off(signal, this.#stop);
  }
}
