import { type Checkpointed, endsRun, type RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';
import { type StopSignal, stopSignals } from './stop-signals.js';

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
  /** The last checkpoint of each of those that have one in the stage they were stopped in. */
  readonly checkpoints: readonly Checkpointed[];
  /** The first signal that ended the work before its end; null where none did. */
  readonly signal: StopSignal | null;
}

/**
 * Trains runs by an executor, and gives every event to `observe`. The first of `stopSignals` stops
 * them after the step under way, when they are saved, a second one at once.
 *
 * @param stopping is called at the first signal, with how many runs are under way; default: nothing
 */
export async function trainSeeds(
  executor: Executor,
  work: Work,
  observe: (event: RunEvent) => void,
  stopping: (runs: number) => void = () => {},
): Promise<WorkOutcome> {
  const finished: RunName[] = [];
  const failed: RunName[] = [];
  const left: RunName[] = [];
  const stopped: RunName[] = [];
  const submitted = executor.submit(work);
  const checkpoints = new Map<string, Checkpointed>();
  const underWay = new Set<string>();
  const signals = new StopOnSignals(submitted, () => stopping(underWay.size));
  try {
    for await (const event of submitted.events) {
      observe(event);
      const { kind, experiment, seed } = event;
      const run = { experiment, seed };
      const id = `${seed} ${experiment}`;
      if (kind === 'run-begun') underWay.add(id);
      if (endsRun(event)) underWay.delete(id);
      if (kind === 'checkpointed') checkpoints.set(id, event);
      if (kind === 'stage-finished') checkpoints.delete(id);
      if (kind === 'run-finished') finished.push(run);
      if (kind === 'failed') failed.push(run);
      if (kind === 'left') left.push(run);
      if (kind === 'stopped') stopped.push(run);
    }
  } finally {
    signals.dispose();
  }
  const last = [...checkpoints.values()];
  return { finished, failed, left, stopped, checkpoints: last, signal: signals.first };
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
