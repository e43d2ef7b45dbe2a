import type { Analysis } from '../analyses/analysis.js';
import { analyses as bundledAnalyses } from '../analyses/list.js';
import { analysedStages } from '../analyses/record.js';
import { analysesIn } from '../analyses/wanted.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { type ExperimentRecord, readRecord } from '../runs/measurements.js';
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
import type { Member } from '../study/resolve-study.js';
import type { AnalysisSummary } from './analysis-findings.js';

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
  /** What each analysis that a stage asks for found. */
  readonly analyses: readonly AnalysisSummary[];
  /** The paper's numbers beside ours. */
  readonly paper: readonly BesidePaper[];
  /** What the paper has of an analysis, by the analysis's name. */
  readonly paperAnalyses: Member['paperAnalyses'];
  /** Seconds of training and testing, summed over all seeds. */
  readonly seconds: number;
}

/** What the paper found of the same, and the analyses that there are. */
export interface ReportOptions extends Partial<Pick<Member, 'paper' | 'paperAnalyses'>> {
  readonly list?: readonly Analysis[];
}

/**
 * Sums up an experiment's results; there must be a finished seed. Throws a UserError that names a
 * damaged file of an analysis.
 */
export function summariseRecord(
  experiment: Experiment,
  record: ExperimentRecord,
  { paper = [], paperAnalyses = {}, list = bundledAnalyses }: ReportOptions = {},
): Report {
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
    analyses: analysesIn(experiment, list).map((analysis) => {
      return { analysis, summary: analysis.summarise(analysedStages(analysis, record.stages)) };
    }),
    paper: besidePaper(rows, paper),
    paperAnalyses,
    seconds,
  };
}

/**
 * Sums up the finished runs of an experiment, or null where there are none. Throws a UserError that
 * names a damaged file.
 */
export function readReport(
  experiment: Experiment,
  runsFolder: string,
  options: ReportOptions = {},
): Report | null {
  const record = readRecord(experiment, runsFolder, options.list ?? bundledAnalyses);
  return record.finished.length === 0 ? null : summariseRecord(experiment, record, options);
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
  /** The paper's figure. */
  readonly figure: string | null;
  /** Where the experiment stands on its study's axis. */
  readonly at: { readonly axis: string; readonly value: number | string } | null;
}

/** A report beside its control's, with the difference of their gaps, and where it stands. */
export function beside(
  report: Report,
  control: Report | null,
  {
    changes = [],
    figure = null,
    at = null,
  }: Partial<Pick<ComparedReport, 'changes' | 'figure' | 'at'>> = {},
): ComparedReport {
  const minus = control === null ? [] : effectMinusControl(report.gaps, control.gaps);
  return { report, control, effectMinusControl: minus, changes, figure, at };
}
