import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { RunEvent } from './events.js';
import type { WorkRules } from './work/missing-work.js';

/** One seed of an experiment that is to be trained or tested. */
export interface RunOrder extends Pick<WorkRules, 'trains' | 'remakesWeights'> {
  /** With its model of the hub at a commit (`atCommit`), where it has one. */
  readonly experiment: Experiment;
  /** First seed. */
  readonly seed: number;
  readonly execution: Execution;
}

/** Runs of one or several experiments, and where their results are kept. */
export interface Work {
  /** Those that come first are begun first; no two have the same experiment's name and seed. */
  readonly runs: readonly RunOrder[];
  readonly runsFolder: string;
  /** Folders of stages whose weights stay for later work; default: none. */
  readonly kept?: readonly string[] | undefined;
}

/** Work that an executor has taken on. */
export interface SubmittedWork {
  /**
   * What happens, in order, until every run has come to an end (`endsRun`): finished, failed, left
   * to another process or stopped. To be read once.
   */
  readonly events: AsyncIterable<RunEvent>;
  /** Ends the work before that; finished stages stay. Runs that are not finished are stopped. */
  stop(when: 'after the step' | 'at once'): void;
}

/**
 * Trains runs somewhere: in processes of this machine (`LocalExecutor`), or in jobs of a cluster. No
 * result depends on it.
 */
export interface Executor {
  submit(work: Work): SubmittedWork;
}
