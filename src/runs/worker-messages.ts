import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { RunProgress } from './train-run.js';

/** What all runs of one command have in common. */
export interface WorkSetting {
  readonly experiment: Experiment;
  readonly runsFolder: string;
  readonly execution: Execution;
}

/** From the parent to a worker: train this seed, or stop after the step under way. */
export type Order =
  | { readonly kind: 'train'; readonly setting: WorkSetting; readonly seed: number }
  | { readonly kind: 'stop' };

/** From a worker to the parent. */
export type Reply =
  | { readonly kind: 'progress'; readonly seed: number; readonly progress: RunProgress }
  | { readonly kind: 'finished'; readonly seed: number }
  | { readonly kind: 'stopped'; readonly seed: number }
  /** Another process trains the seed; the message says which. */
  | { readonly kind: 'left'; readonly seed: number; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly seed: number;
      /** One sentence for a mistake of the user, else the error with its stack. */
      readonly message: string;
      /**
       * Whether other seeds would fail as well: the disk is full, or the engine cannot be loaded.
       */
      readonly forAll: boolean;
    };
