import { z } from 'zod';
import type { Dataset } from '../data/dataset.js';
import { check } from '../experiment/check.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { Stage } from '../experiment/stage.js';
import type { NamedFigure } from '../figures/figure.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { Module } from '../nn/index.js';
import type { SeedValue } from '../statistics/seed-comparison.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import type { AnalysedStage, RowFiles } from './analysed-stage.js';
import type { Findings, Member } from './findings.js';

/** The fields that every row begins with: the run's seeds, and the stage that was trained. */
export const runFields = {
  /** First seed: draws the data, the aliases, the tags and X1's split. */
  seed: z.int(),
  /** Second seed; null where the run has no second seed of its own. */
  secondSeed: z.int().nullable(),
  /** Name of the stage that was being trained. */
  stage: z.string(),
};

/** Rows for each file of an analysis; files without new rows may be left out. */
export type NewRows<Rows extends RowFiles> = {
  readonly [File in keyof Rows]?: readonly Rows[File][];
};

/** What is analysed: a stage of a run, and the model that it trains. */
export interface ModelContext {
  readonly experiment: Experiment;
  /** How it is executed; no result but rounding depends on it. */
  readonly execution: Execution;
  readonly stage: Stage;
  readonly seed: number;
  readonly secondSeed: number | null;
  /** Whose weights are those of the moment; the analysis changes neither them nor gradients. */
  readonly model: Module;
}

/** The same of a language model, with what it reads. */
export interface LanguageContext extends ModelContext {
  readonly model: AnyLanguageModel;
  readonly tokenizer: Tokenizer;
  readonly dataset: Dataset;
}

/** What an analysis needs: any model, or one that reads text. */
export type Needs = 'model' | 'language model';

/** What an analysis is given, by what it needs. */
export type ContextOf<Need extends Needs> = Need extends 'language model'
  ? LanguageContext
  : ModelContext;

/** An analysis that is ready for the epochs of one stage of one run. */
export interface Prepared<Rows extends RowFiles> {
  /**
   * What the weights of the moment show, after so many epochs of the stage (0: before its first
   * step); null where nothing is due. No weight, gradient or draw of training may change.
   */
  after(epoch: number): NewRows<Rows> | null;
}

/** The part of an analysis that computes; it alone may reach the engine. */
export interface Computation<Options, Rows extends RowFiles, Context> {
  /**
   * Makes ready for one stage of one run. Throws a UserError, before training, where the data lack
   * what is to be analysed.
   */
  prepare(context: Context, options: Options): Prepared<Rows>;
}

/** An option that does not fit the rest of the experiment: its path in the options, and why. */
export type Misfit = readonly [path: readonly PropertyKey[], message: string];

/** The quick form of options as they are written, and how many entities it needs at least. */
export interface QuickAnalysis {
  readonly options: Readonly<Record<string, unknown>>;
  readonly entities?: number;
}

/**
 * One analysis of models while they are trained. A stage asks for it by `analyses: { <name>:
 * <options> }`; its rows lie in the stage's folder, and reports have its text, JSON and figures.
 * Only what `compute` imports may reach the engine.
 */
export interface Analysis<
  Options = unknown,
  Rows extends RowFiles = RowFiles,
  Summary = unknown,
  Paper = unknown,
  Need extends Needs = Needs,
> {
  /** As stages and the JSON of reports name it. */
  readonly name: string;
  readonly needs: Need;
  /** The options of a stage, each with its default and description. */
  readonly options: z.ZodType<Options>;
  /** The files that it writes into a stage's folder, each by the schema of its rows. */
  readonly files: { readonly [File in keyof Rows]: z.ZodType<Rows[File]> };
  /** The paper's numbers that reports print beside ours, where it has some. */
  readonly paper?: z.ZodType<Paper>;
  /** The options in a quick form, which trains one epoch; default: as they are. */
  quick?(written: Readonly<Record<string, unknown>>): QuickAnalysis;
  /** What does not fit of options that are right by themselves; without the engine. */
  check?(options: Options, stage: Stage, experiment: Experiment): Iterable<Misfit>;
  /**
   * The epochs of a stage whose weights it needs, nothing else of training; 0 is before the first
   * step. Where weights are kept it is then made without training. Default: it needs training.
   */
  epochs?(options: Options, stage: Stage): readonly number[];
  /** Loads the part that computes. */
  compute(): Promise<Computation<Options, Rows, ContextOf<Need>>>;
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

/** The options of an analysis in a stage, defaults filled in; null where it is not asked for. */
export function optionsOf<Options>(
  { name, options }: Pick<Analysis<Options>, 'name' | 'options'>,
  stage: Pick<Stage, 'name' | 'analyses'>,
): Options | null {
  const written = stage.analyses[name] ?? null;
  if (written === null) return null;
  return check(options, written, `stages.${stage.name}.analyses.${name}`);
}
