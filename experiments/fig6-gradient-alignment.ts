import { defineStudy, studyOf } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import { gradientExecution, gradientExperiment } from './paper/gradients.js';
import { paperShares } from './paper/shares.js';
import { smallStages, worldExperiment } from './world.js';

/** Documents a step, and the mean cosines of D5 and D6 that the authors' poster has there. */
const posterCosines = {
  128: { upper: 0.232, lower: 0.217 },
  256: { upper: 0.228, lower: 0.214 },
  512: { upper: 0.226, lower: 0.213 },
  1024: { upper: 0.2, lower: 0.199 },
  2048: null,
  4096: { upper: 0.187, lower: 0.174 },
  8192: { upper: 0.203, lower: 0.196 },
  16384: { upper: 0.201, lower: 0.199 },
} as const;

const batches = [128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;

const title = 'Does a definition by the trusted source pull where questions about its alias do?';

const alignment = {
  atEpochs: [0, 10, 20, 40],
  subsets: ['D5cons', 'D6cons', 'D1cons', 'D2incons'],
} as const;

/** The stages of the world, Stage 1 with the alignments, which no weight depends on. */
export const alignedStages = smallStages(paperShares).map((stage) =>
  stage.name === 'stage1' ? { ...stage, analyses: { alignment } } : stage,
);

/**
 * In the world of two cores, beside its control; with D1 and D2, for Fig. 26, in the same runs, and
 * with Stage 2, whose gains are compared with the alignments of Stage 1.
 */
const small = studyOf(
  worldExperiment({
    name: 'fig6-gradient-alignment-small',
    title,
    stages: alignedStages,
  }),
  { figure: 'Figs. 6, 24, 25, 26', runsControls: true },
);

/**
 * How much the gradients of D5's and of D6's definitions are like those of the questions about the
 * same aliases, by documents a step (Figs. 6, 24 and 25); the same definitions under the other tag
 * beside them. The paper: D5's are more alike by inner product and cosine, and their norms are
 * larger.
 */
export default defineStudy({
  name: 'fig6-gradient-alignment',
  figure: 'Figs. 6, 24, 25',
  axis: 'documents a step',
  execution: gradientExecution,
  members: sweep({ batch: batches }, ({ batch }) => {
    const experiment = gradientExperiment(batch, {
      name: 'fig6-batch',
      title,
      subsets: ['D5cons', 'D6cons'],
      bothTags: true,
    });
    const cosines = posterCosines[batch];
    return { at: batch, experiment, paperAnalyses: cosines === null ? {} : { alignment: cosines } };
  }),
  small,
});
