import { type GapName, type GapSummary, summariseGaps } from '../analysis/gaps.js';
import { type SubsetSummary, summariseStageEnds } from '../analysis/subset-summary.js';
import { UserError } from '../data/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import { readRecord } from '../runs/measurements.js';
import type { Experiment } from '../stages/experiment.js';

/** What an experiment's finished runs say. */
export interface Report {
  readonly experiment: Experiment;
  /** First seeds that are finished, and that are not. */
  readonly seeds: readonly number[];
  readonly missing: readonly number[];
  readonly stages: readonly string[];
  /** Every measurement of the finished seeds. */
  readonly rows: readonly Measurement[];
  /** Every subset at the end of every stage. */
  readonly ends: readonly SubsetSummary[];
  readonly gaps: readonly GapSummary[];
  /** Seconds of training and testing, over all seeds. */
  readonly seconds: number;
}

/**
 * Sums up the finished runs of an experiment, or null where there are none. Throws a UserError that
 * names a damaged file.
 */
export function readReport(experiment: Experiment, runsFolder: string): Report | null {
  const { rows, finished, missing, seconds } = readRecord(experiment, runsFolder);
  if (finished.length === 0) return null;
  const stages = experiment.stages.map((stage) => stage.name);
  return {
    experiment,
    seeds: finished,
    missing,
    stages,
    rows,
    ends: summariseStageEnds(rows, stages),
    gaps: summariseGaps(rows, stages),
    seconds,
  };
}

/** As `readReport`; throws a UserError that says what to run where nothing is finished. */
export function requireReport(experiment: Experiment, runsFolder: string): Report {
  const report = readReport(experiment, runsFolder);
  if (report !== null) return report;
  throw new UserError(
    `no seed of "${experiment.name}" is finished in ${runsFolder}; ` +
      `train it by: credence run ${experiment.name}`,
  );
}

/** The gap of a name, or undefined where the experiment does not measure it. */
export function gapOf(report: Report, name: GapName): GapSummary | undefined {
  return report.gaps.find((gap) => gap.gap === name);
}
