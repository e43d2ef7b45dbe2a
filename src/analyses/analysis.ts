import type { z } from 'zod';
import type { Experiment } from '../experiment/experiment.js';
import type { NamedFigure } from '../figures/figure.js';
import type { SeedValue } from '../statistics/seed-comparison.js';
import type { AnalysedStage, RowFiles } from './analysed-stage.js';
import type { AnalysisKind, Needs } from './analysis-kind.js';
import type { Findings, Member } from './findings.js';

/** One analysis of models while they are trained, with what reports have of it: text, JSON, figures. */
export interface Analysis<
  Options = unknown,
  Rows extends RowFiles = RowFiles,
  Summary = unknown,
  Paper = unknown,
  Need extends Needs = Needs,
> extends AnalysisKind<Options, Rows, Need> {
  /** The paper's numbers that reports print beside ours, where it has some. */
  readonly paper?: z.ZodType<Paper>;
  /** Sums up what the finished stages of all seeds left. */
  summarise(stages: readonly AnalysedStage<Options, Rows>[], experiment: Experiment): Summary;
  /**
   * What claims are made of, by name: a number of each first seed, second seeds averaged. A name that
   * is there without a seed can't be computed of so few; default: none.
   */
  values?(summary: Summary): ReadonlyMap<string, readonly SeedValue[]>;
  /**
   * The section of a report, its first line empty; none where there is nothing to say. Lines have
   * at most `width` characters where tables fit.
   */
  text(findings: Findings<Summary, Paper>, width: number): string[];
  /** What a report has of an experiment under `analyses.<name>`, as plain data. */
  json(member: Member<Summary, Paper>): unknown;
  /** Default: none. */
  figures?(findings: Findings<Summary, Paper>): NamedFigure[];
}

/** An analysis with the types of its parts inferred. */
export function defineAnalysis<
  Options,
  Rows extends RowFiles,
  Summary,
  Need extends Needs,
  Paper = null,
>(
  analysis: Analysis<Options, Rows, Summary, Paper, Need>,
): Analysis<Options, Rows, Summary, Paper, Need> {
  return analysis;
}
