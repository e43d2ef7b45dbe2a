import type { Experiment } from '../experiment/experiment.js';
import type { RowFiles } from './analysed-stage.js';
import type { AnalysisKind } from './analysis-kind.js';
import {
  type Computation,
  type ModelContext,
  type NewRows,
  optionsOf,
  type Prepared,
} from './analysis-kind.js';
import { analysisKinds } from './kinds.js';
import { analysesIn } from './wanted.js';

/** An analysis with the part of it that computes. */
interface LoadedAnalysis {
  readonly analysis: AnalysisKind;
  readonly computation: Computation<unknown, RowFiles, ModelContext>;
}

/** The analyses that an experiment asks for, ready to be prepared for its stages, by name. */
export type LoadedAnalyses = ReadonlyMap<string, LoadedAnalysis>;

/** Loads what computes the analyses of a list that an experiment asks for. */
export async function loadAnalyses(
  experiment: Experiment,
  list: readonly AnalysisKind[] = analysisKinds,
): Promise<LoadedAnalyses> {
  const loaded = analysesIn(experiment, list).map(async (analysis) => {
    return [analysis.name, { analysis, computation: await analysis.compute() }] as const;
  });
  return new Map(await Promise.all(loaded));
}

/** Where the analyses of a stage write: adds rows to a file, by its name without `.jsonl`. */
export type WriteRows = (file: string, rows: readonly object[]) => void;

/** The analyses that one stage of one run asks for. They change nothing of its training. */
export class StageAnalyses {
  readonly #prepared: readonly {
    readonly files: readonly string[];
    readonly prepared: Prepared<RowFiles>;
  }[];

  /**
   * Makes every analysis of the stage ready. Throws a UserError where the data lack what one of
   * them needs, and an Error where one is not among those that were loaded.
   */
  constructor(context: ModelContext, loaded: LoadedAnalyses) {
    const { stage } = context;
    this.#prepared = Object.keys(stage.analyses).flatMap((name) => {
      const { analysis, computation } = loaded.get(name) ?? {};
      if (analysis === undefined || computation === undefined) {
        if ((stage.analyses[name] ?? null) === null) return [];
        throw new Error(`analysis '${name}' of stage '${stage.name}' was not loaded`);
      }
      const options = optionsOf(analysis, stage);
      if (options === null) return [];
      const prepared = computation.prepare(context, options);
      return [{ files: Object.keys(analysis.files), prepared }];
    });
  }

  /** Writes what is due after so many epochs; every file is there from the first call on. */
  after(epoch: number, write: WriteRows): void {
    for (const { files, prepared } of this.#prepared) {
      const rows: NewRows<RowFiles> = prepared.after(epoch) ?? {};
      for (const file of files) write(file, rows[file] ?? []);
    }
  }
}
