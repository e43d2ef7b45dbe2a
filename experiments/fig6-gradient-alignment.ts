import { withAlpha } from '../src/data/presets/table-1.js';
import type { Shares } from '../src/data/shares.js';
import { sweep } from '../src/experiment/sweep.js';
import { gradientExperiment } from './paper/gradients.js';
import { paperShares } from './paper/shares.js';
import { smallStages, worldExperiment } from './world.js';

/** Documents a step, and the mean cosines of D5 and D6 that the authors' poster has there. */
const posterCosines = {
  128: { D5cons: 0.232, D6cons: 0.217 },
  256: { D5cons: 0.228, D6cons: 0.214 },
  512: { D5cons: 0.226, D6cons: 0.213 },
  1024: { D5cons: 0.2, D6cons: 0.199 },
  2048: null,
  4096: { D5cons: 0.187, D6cons: 0.174 },
  8192: { D5cons: 0.203, D6cons: 0.196 },
  16384: { D5cons: 0.201, D6cons: 0.199 },
} as const;

const batches = [128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;

/**
 * How much the gradients of D5's and of D6's definitions are like those of the questions about the
 * same aliases, by documents a step (Figs. 6, 24 and 25); the same definitions under the other tag
 * beside them. The paper: D5's are more alike by inner product and cosine, and their norms are
 * larger.
 */
export default sweep({ batch: batches }, ({ batch }) =>
  gradientExperiment(batch, {
    name: 'fig6-batch',
    title: 'Does a definition by the trusted source pull where questions about its alias do?',
    figure: 'Figs. 6, 24, 25',
    subsets: ['D5cons', 'D6cons'],
    bothTags: true,
    paperCosines: posterCosines[batch],
  }),
);

/** The stages of `world`, with gradients compared in Stage 1. */
function stages(shares: Shares) {
  const gradients = {
    atEpochs: [0, 10, 20, 40],
    subsets: ['D5cons', 'D6cons', 'D1cons', 'D2incons'],
  } as const;
  return smallStages(shares).map((stage) =>
    stage.name === 'stage1' ? { ...stage, gradients } : stage,
  );
}

const controlShares = withAlpha(paperShares, 0.5);

/**
 * In the world of two cores, beside its control; with D1 and D2, for Fig. 26, in the same runs, and
 * with Stage 2, whose gains are compared with the alignments of Stage 1.
 */
export const small = [
  worldExperiment({
    name: 'fig6-gradient-alignment-small',
    title: 'Does a definition by the trusted source pull where questions about its alias do?',
    control: 'fig6-gradient-alignment-small-control',
    figure: 'Figs. 6, 24, 25, 26',
    shares: paperShares,
    stages: stages(paperShares),
  }),
  worldExperiment({
    name: 'fig6-gradient-alignment-small-control',
    title: 'The control of gradient alignment: both sources are right half of the time.',
    control: null,
    figure: 'Figs. 6, 24, 25, 26',
    shares: controlShares,
    stages: stages(controlShares),
  }),
];
