import type { Computation, LanguageContext } from '../analysis-kind.js';
import { alignmentPairs } from './alignment-pairs.js';
import type { AlignmentFiles } from './alignment-row.js';
import { alignmentRows } from './alignment-rows.js';
import { type GradientOptions, groupsToCompare } from './options.js';

/** Compares gradients after the epochs asked for; the data are looked at before training. */
export const prepare: Computation<GradientOptions, AlignmentFiles, LanguageContext>['prepare'] = (
  { experiment, execution, stage, seed, secondSeed, dataset, tokenizer, model },
  options,
) => {
  const pairs = alignmentPairs(dataset, groupsToCompare(options, experiment.data), options);
  const how = { mode: experiment.mode, loss: stage.loss, microBatch: execution.microBatch };
  return {
    after(epoch) {
      const { atEpochs, questions } = options;
      if (!atEpochs.includes(epoch)) return null;
      const now = { seed, secondSeed, stage: stage.name, epoch, questions };
      const { means, aliases } = alignmentRows(model, tokenizer, pairs, how, now);
      return { gradients: means, 'alias-gradients': aliases };
    },
  };
};
