import { type Comparison, summariseComparisons } from '../analysis/comparisons.js';
import {
  effectMinusControl,
  type GapName,
  type GapSummary,
  summariseGaps,
} from '../analysis/gaps.js';
import { type SubsetSummary, summariseStageEnds } from '../analysis/subset-summary.js';
import type { Measurement } from '../evaluation/measurement.js';
import { type ExperimentRecord, readRecord } from '../runs/measurements.js';
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
  readonly comparisons: readonly Comparison[];
  /** Seconds of training and testing, summed over all seeds. */
  readonly seconds: number;
}

/** Sums up an experiment's results; there must be a finished seed. */
export function summariseRecord(experiment: Experiment, record: ExperimentRecord): Report {
  const { rows, finished, missing, seconds } = record;
  const stages = experiment.stages.map((stage) => stage.name);
  return {
    experiment,
    seeds: finished,
    missing,
    stages,
    rows,
    ends: summariseStageEnds(rows, stages),
    gaps: summariseGaps(rows, stages),
    comparisons: summariseComparisons(rows, stages),
    seconds,
  };
}

/**
 * Sums up the finished runs of an experiment, or null where there are none. Throws a UserError that
 * names a damaged file.
 */
export function readReport(experiment: Experiment, runsFolder: string): Report | null {
  const record = readRecord(experiment, runsFolder);
  return record.finished.length === 0 ? null : summariseRecord(experiment, record);
}

/** The gap of a name, or undefined where it was not measured. */
export function gapOf(gaps: readonly GapSummary[], name: GapName): GapSummary | undefined {
  return gaps.find((gap) => gap.gap === name);
}

/** An experiment's report and, where there is one, its control's. */
export interface ComparedReport {
  readonly report: Report;
  readonly control: Report | null;
  /** The gaps minus the control's, paired by seed; none without a control. */
  readonly effectMinusControl: readonly GapSummary[];
  /** The assignments of `--set`, which hold for both. */
  readonly changes: readonly string[];
}

/** A report beside its control's, with the difference of their gaps. */
export function beside(
  report: Report,
  control: Report | null,
  changes: readonly string[] = [],
): ComparedReport {
  const minus = control === null ? [] : effectMinusControl(report.gaps, control.gaps);
  return { report, control, effectMinusControl: minus, changes };
}
