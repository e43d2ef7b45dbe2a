import { groupsOf } from '../../data/groups.js';
import { defineAnalysis } from '../analysis.js';
import { alignmentFigures } from './alignment-figures.js';
import { summariseAlignmentGains } from './alignment-gain.js';
import { alignmentJson } from './alignment-json.js';
import { alignmentFiles } from './alignment-row.js';
import { summariseAlignments } from './alignment-summary.js';
import { alignmentText } from './alignment-text.js';
import { alignmentValues } from './alignment-values.js';
import { paperCosines } from './comparisons.js';
import { alignmentGains } from './gains-of-runs.js';
import { alignmentMisfits, gradientOptions } from './options.js';

/**
 * Gradient alignment: how much the gradient of a definition is like those of the questions about
 * the same alias (paper, Sec. 5 and App. F).
 */
export const alignment = defineAnalysis({
  name: 'alignment',
  needs: 'language model',
  options: gradientOptions,
  files: alignmentFiles,
  paper: paperCosines,
  /** Compared before and after the one epoch, as often as the stage wants it at least. */
  quick: ({ atEpochs, ...rest }) => {
    const epochs = Array.isArray(atEpochs) ? atEpochs : [];
    return { options: { ...rest, atEpochs: [...new Set(epochs.map((one) => Math.min(one, 1)))] } };
  },
  check: alignmentMisfits,
  epochs: ({ atEpochs }) => [...atEpochs].sort((a, b) => a - b),
  compute: () => import('./compute.js'),
  summarise: (stages, { data }) => ({
    comparisons: summariseAlignments(
      stages.flatMap((stage) => stage.rows('gradients')),
      { groups: groupsOf(data), contrasts: data.contrasts },
    ),
    gains: summariseAlignmentGains(alignmentGains(stages)),
  }),
  values: alignmentValues,
  text: alignmentText,
  json: alignmentJson,
  figures: alignmentFigures,
});
