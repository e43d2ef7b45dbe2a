import type { Experiment } from '../experiment/experiment.js';

/** What an analysis found in the finished runs of an experiment. */
export interface Found<Summary> {
  readonly experiment: Experiment;
  readonly summary: Summary;
}

/** What it found in an experiment and in its control. */
export interface Member<Summary, Paper = unknown> extends Found<Summary> {
  /** Where the experiment stands on the axis of a list; its name where it stands alone. */
  readonly at: number | string;
  readonly control: Found<Summary> | null;
  /** The paper's numbers for it. */
  readonly paper: Paper | null;
}

/** What is reported of an analysis: of one experiment, or of a list along what it varies. */
export interface Findings<Summary, Paper = unknown> {
  /** Of the experiment or of the list. */
  readonly name: string;
  /** What the list varies; null for an experiment by itself, the only member. */
  readonly axis: string | null;
  readonly members: readonly Member<Summary, Paper>[];
  /** What differs from the experiments as they are defined: assignments of `--set`. */
  readonly changes: readonly string[];
}
