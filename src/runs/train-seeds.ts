import type { RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';

/** A seed of an experiment. */
export interface RunName {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly seed: number;
}

/** What became of the runs of some work. */
export interface WorkOutcome {
  readonly finished: readonly RunName[];
  readonly failed: readonly RunName[];
  /** Runs that other processes train. */
  readonly left: readonly RunName[];
  /** Runs that were stopped, or not begun, because of a signal or of a failure that is all runs'. */
  readonly stopped: readonly RunName[];
  /** Whether a signal ended the work before its end. */
  readonly isInterrupted: boolean;
}

/**
 * Trains runs by an executor, and gives every event to `observe`. SIGINT and SIGTERM stop after the
 * step under way; a second one stops at once.
 */
export async function trainSeeds(
  executor: Executor,
  work: Work,
  observe: (event: RunEvent) => void,
): Promise<WorkOutcome> {
  const finished: RunName[] = [];
  const failed: RunName[] = [];
  const left: RunName[] = [];
  const stopped: RunName[] = [];
  const submitted = executor.submit(work);
  const signals = new StopOnSignals(submitted);
  try {
    for await (const event of submitted.events) {
      observe(event);
      const { kind, experiment, seed } = event;
      const run = { experiment, seed };
      if (kind === 'run-finished') finished.push(run);
      if (kind === 'failed') failed.push(run);
      if (kind === 'left') left.push(run);
      if (kind === 'stopped') stopped.push(run);
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
