import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { RunEvent } from './events.js';
import type { RunSetting } from './train-run.js';

/** Seeds of an experiment that are to be trained or tested, and where their results are kept. */
export interface Work extends Pick<RunSetting, 'trains' | 'remakesWeights' | 'needed'> {
  /** With its model of the hub at a commit (`atCommit`), where it has one. */
  readonly experiment: Experiment;
  /** First seeds; each is a run of its own. */
  readonly seeds: readonly number[];
  readonly runsFolder: string;
  readonly execution: Execution;
}

/** Work that an executor has taken on. */
export interface SubmittedWork {
  /**
   * What happens, in order, until every seed has come to an end (`endsRun`): finished, failed, left
   * to another process or stopped. To be read once.
   */
  readonly events: AsyncIterable<RunEvent>;
  /** Ends the work before that; finished stages stay. Seeds that are not finished are stopped. */
  stop(when: 'after the step' | 'at once'): void;
}

/**
 * Trains seeds somewhere: in processes of this machine (`LocalExecutor`), or in jobs of a cluster. No
 * result depends on it.
 */
export interface Executor {
  submit(work: Work): SubmittedWork;
}
