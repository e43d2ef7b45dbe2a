import {
  type AnalysedStage,
  type FinishedStage,
  type RowFiles,
  savedAnswer,
} from './analysed-stage.js';
import type { AnalysisKind } from './analysis-kind.js';
import { optionsOf } from './analysis-kind.js';

/** Finished stages as an analysis sees them. */
export function analysedStages<Options, Rows extends RowFiles>(
  analysis: Pick<AnalysisKind<Options, Rows>, 'name' | 'options' | 'files'>,
  finished: readonly FinishedStage[],
): AnalysedStage<Options, Rows>[] {
  const seen = new Map<FinishedStage, AnalysedStage<Options, Rows>>();
  const analysed = (own: FinishedStage): AnalysedStage<Options, Rows> => {
    const known = seen.get(own);
    if (known !== undefined) return known;
    const { stage, seed, secondSeed, parent } = own;
    const options = optionsOf(analysis, stage);
    const made: AnalysedStage<Options, Rows> = {
      ...{ stage, seed, secondSeed, options },
      parent: parent === null ? null : analysed(parent),
      rows: (file) => (options === null ? [] : own.rows(file, analysis.files[file])),
      answers: () => own.rows('answers', savedAnswer),
    };
    seen.set(own, made);
    return made;
  };
  return finished.map(analysed);
}
