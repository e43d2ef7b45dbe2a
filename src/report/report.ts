import type { Analysis } from '../analyses/analysis.js';
import { analyses as bundledAnalyses } from '../analyses/list.js';
import { analysedStages } from '../analyses/record.js';
import { analysesIn } from '../analyses/wanted.js';
import { type Group, groupsOf } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { type Chance, computedChance } from '../runs/baseline.js';
import { type ExperimentRecord, readRecord, type TestedRun } from '../runs/experiment-record.js';
import {
  type ContrastSummary,
  contrastSets,
  effectMinusControl,
  summariseContrasts,
} from '../statistics/contrasts.js';
import { type GroupSummary, summariseStageEnds } from '../statistics/group-summary.js';
import { type LearnedStages, learnedStages } from '../statistics/learned-stages.js';
import type { Member } from '../study/resolve-study.js';
import { type BesidePaper, besidePaper } from './beside-paper.js';
import { type LearnedEnough, learnedEnough } from './learned-enough.js';

/** What one analysis found in the finished runs of an experiment. */
export interface AnalysisSummary {
  readonly analysis: Analysis;
  readonly summary: unknown;
}

/** What an experiment's finished runs say. */
export interface Report {
  readonly experiment: Experiment;
  /** First seeds that are finished, and that are not. */
  readonly seeds: readonly number[];
  readonly missing: readonly number[];
  readonly stages: readonly string[];
  /** The groups of its data, and the stages that have taught them. */
  readonly groups: readonly Group[];
  readonly learned: LearnedStages;
  /** Every measurement of the finished seeds. */
  readonly rows: readonly Measurement[];
  /** Every metric of every set and group at the end of every stage. */
  readonly ends: readonly GroupSummary[];
  /** What finished seeds lack of what was added from their weights, in words (`ExperimentRecord`). */
  readonly notes: readonly string[];
  /** The stages of the finished seeds, and where they are. */
  readonly runs: readonly TestedRun[];
  /** The exact match of always giving the commonest answer, by set and group; null: not known. */
  readonly chance: Chance | null;
  /** Whether Stage 1 taught enough for an effect to be seen; null where that was not measured. */
  readonly learnedEnough: LearnedEnough | null;
  /** In exact match, of every set that has them. */
  readonly contrasts: readonly ContrastSummary[];
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
  const { rows, runs, finished, missing, notes, seconds } = record;
  const [seed] = finished;
  const chance = record.chance ?? (seed === undefined ? null : computedChance(experiment, seed));
  const stages = experiment.stages.map((stage) => stage.name);
  const groups = groupsOf(experiment.data);
  const learned = learnedStages(experiment.stages, groups);
  const comparison = { groups, contrasts: experiment.data.contrasts, stages: learned };
  return {
    experiment,
    seeds: finished,
    missing,
    stages,
    groups,
    learned,
    rows,
    notes,
    runs,
    ends: summariseStageEnds(rows, stages, groups),
    chance,
    learnedEnough: learnedEnough(rows, { ...comparison, chance }),
    contrasts: contrastSets.flatMap((set) => summariseContrasts(rows, comparison, set)),
    analyses: analysesIn(experiment, list).map((analysis) => {
      const own = analysedStages(analysis, record.stages);
      return { analysis, summary: analysis.summarise(own, experiment) };
    }),
    paper: besidePaper(rows, paper, groups),
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

/** An experiment's report and, where there is one, its control's. */
export interface ComparedReport {
  readonly report: Report;
  readonly control: Report | null;
  /** The contrasts minus the control's, paired by seed; none without a control. */
  readonly effectMinusControl: readonly ContrastSummary[];
  /** What differs from the experiments as they are defined, for both: assignments of `--set`. */
  readonly changes: readonly string[];
  /** The paper's figure. */
  readonly figure: string | null;
  /** Where the experiment stands on its study's axis. */
  readonly at: { readonly axis: string; readonly value: number | string } | null;
}

/** A report beside its control's, with the difference of their contrasts. */
export function beside(
  report: Report,
  control: Report | null,
  {
    changes = [],
    figure = null,
    at = null,
  }: Partial<Pick<ComparedReport, 'changes' | 'figure' | 'at'>> = {},
): ComparedReport {
  const minus = control === null ? [] : effectMinusControl(report.contrasts, control.contrasts);
  return { report, control, effectMinusControl: minus, changes, figure, at };
}
