import type { RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';

/** What became of the seeds of some work. */
export interface WorkOutcome {
  readonly finished: readonly number[];
  /** Each with what went wrong. */
  readonly failed: ReadonlyMap<number, string>;
  /** Seeds that other processes train. */
  readonly left: readonly number[];
  /** Seeds that were stopped, or not begun, because of a signal or of a failure that is all seeds'. */
  readonly stopped: readonly number[];
  /** Whether a signal ended the work before its end. */
  readonly isInterrupted: boolean;
}

/**
 * Trains seeds by an executor, and gives every event to `observe`. SIGINT and SIGTERM stop after the
 * step under way; a second one stops at once.
 */
export async function trainSeeds(
  executor: Executor,
  work: Work,
  observe: (event: RunEvent) => void,
): Promise<WorkOutcome> {
  const finished: number[] = [];
  const failed = new Map<number, string>();
  const left: number[] = [];
  const stopped: number[] = [];
  const submitted = executor.submit(work);
  const signals = new StopOnSignals(submitted);
  try {
    for await (const event of submitted.events) {
      observe(event);
      if (event.kind === 'run-finished') finished.push(event.seed);
      if (event.kind === 'failed') failed.set(event.seed, event.message);
      if (event.kind === 'left') left.push(event.seed);
      if (event.kind === 'stopped') stopped.push(event.seed);
    }
  } finally {
    signals.dispose();
  }
  return { finished, failed, left, stopped, isInterrupted: signals.count > 0 };
}

/** Stops work at the signals of this process, until it is disposed. */
class StopOnSignals {
  /** Signals that came. */
  count = 0;
  readonly #stop: () => void;

  constructor(work: SubmittedWork) {
    this.#stop = () => work.stop(this.count++ === 0 ? 'after the step' : 'at once');
    process.on('SIGINT', this.#stop);
    process.on('SIGTERM', this.#stop);
  }

  dispose(): void {
    process.off('SIGINT', this.#stop);
    process.off('SIGTERM', this.#stop);
  }
}
