import { defineAnalysisKind } from '../analysis-kind.js';
import { alignmentFiles } from './alignment-row.js';
import { alignmentMisfits, gradientOptions } from './options.js';

/**
 * Gradient alignment: how much the gradient of a definition is like those of the questions about
 * the same alias (paper, Sec. 5 and App. F).
 */
export const alignmentKind = defineAnalysisKind({
  name: 'alignment',
  needs: 'language model',
  options: gradientOptions,
  files: alignmentFiles,
  /** Compared before and after the one epoch, as often as the stage wants it at least. */
  quick: ({ atEpochs, ...rest }) => {
    const epochs = Array.isArray(atEpochs) ? atEpochs : [];
    return { options: { ...rest, atEpochs: [...new Set(epochs.map((one) => Math.min(one, 1)))] } };
  },
  check: alignmentMisfits,
  epochs: ({ atEpochs }) => [...atEpochs].sort((a, b) => a - b),
  compute: () => import('./compute.js'),
});
