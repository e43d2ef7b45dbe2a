import {
  type AlignmentGainSummary,
  summariseAlignmentGains,
} from '../analyses/alignment/alignment-gain.js';
import {
  type AlignmentSummary,
  summariseAlignments,
} from '../analyses/alignment/alignment-summary.js';
import { type ProbeGridSummary, summariseProbes } from '../analyses/probes/probe-summary.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { type ExperimentRecord, readRecord } from '../runs/experiment-record.js';
import { type BesidePaper, besidePaper } from '../statistics/beside-paper.js';
import { type Comparison, summariseComparisons } from '../statistics/comparisons.js';
import { type GapStages, gapStages } from '../statistics/gap-stages.js';
import {
  effectMinusControl,
  type GapName,
  type GapSet,
  type GapSummary,
  gapSets,
  summariseGaps,
} from '../statistics/gaps.js';
import { type SubsetSummary, summariseStageEnds } from '../statistics/subset-summary.js';

/** What an experiment's finished runs say. */
export interface Report {
  readonly experiment: Experiment;
  /** First seeds that are finished, and that are not. */
  readonly seeds: readonly number[];
  readonly missing: readonly number[];
  readonly stages: readonly string[];
  readonly gapStages: GapStages;
  /** Every measurement of the finished seeds. */
  readonly rows: readonly Measurement[];
  /** Every metric of every set and subset at the end of every stage. */
  readonly ends: readonly SubsetSummary[];
  /** In exact match, of every set that has them. */
  readonly gaps: readonly GapSummary[];
  readonly comparisons: readonly Comparison[];
  /** How gradients of definitions and of questions agree; none where that was not measured. */
  readonly alignments: readonly AlignmentSummary[];
  /** How the alignments of aliases go with their gains in the last stage; likewise. */
  readonly alignmentGains: readonly AlignmentGainSummary[];
  /** What linear probes read off; none where there were none. */
  readonly probes: readonly ProbeGridSummary[];
  /** The experiment's numbers of the paper beside ours. */
  readonly paper: readonly BesidePaper[];
  /** Seconds of training and testing, summed over all seeds. */
  readonly seconds: number;
}

/** Sums up an experiment's results; there must be a finished seed. */
export function summariseRecord(experiment: Experiment, record: ExperimentRecord): Report {
  const { rows, finished, missing, seconds } = record;
  const stages = experiment.stages.map((stage) => stage.name);
  const named = gapStages(experiment.stages);
  return {
    experiment,
    seeds: finished,
    missing,
    stages,
    gapStages: named,
    rows,
    ends: summariseStageEnds(rows, stages),
    gaps: gapSets.flatMap((set) => summariseGaps(rows, named, set)),
    comparisons: summariseComparisons(rows, named),
    alignments: summariseAlignments(record.alignments),
    alignmentGains: summariseAlignmentGains(record.alignmentGains),
    probes: summariseProbes(record.probes),
    paper: besidePaper(rows, experiment.paper),
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

/** The gap of a name in a set, by default the test questions; undefined where not measured. */
export function gapOf(
  gaps: readonly GapSummary[],
  name: GapName,
  set: GapSet = 'questions',
): GapSummary | undefined {
  return gaps.find((gap) => gap.gap === name && gap.set === set);
}

/** An experiment's report and, where there is one, its control's. */
export interface ComparedReport {
  readonly report: Report;
  readonly control: Report | null;
  /** The gaps minus the control's, paired by seed; none without a control. */
  readonly effectMinusControl: readonly GapSummary[];
  /** What differs from the experiments as they are defined, for both: assignments of `--set`. */
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
