import { groupsOf } from '../../data/groups.js';
import { defineAnalysis } from '../analysis.js';
import { alignmentFigures } from './alignment-figures.js';
import { summariseAlignmentGains } from './alignment-gain.js';
import { alignmentJson } from './alignment-json.js';
import { summariseAlignments } from './alignment-summary.js';
import { alignmentText } from './alignment-text.js';
import { alignmentValues } from './alignment-values.js';
import { paperCosines } from './comparisons.js';
import { alignmentGains } from './gains-of-runs.js';
import { alignmentKind } from './kind.js';

/** Gradient alignment with its report: cosines, inner products and norms by group and epoch. */
export const alignment = defineAnalysis({
  ...alignmentKind,
  paper: paperCosines,
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
