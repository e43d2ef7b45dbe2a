import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { singleStage } from './paper/stages.js';
import { smallSingleStage } from './small/single-stage.js';

/** Epochs and epochs between two tests, by documents a step, until nothing more is learnt. */
const epochs: Readonly<Record<number, readonly [number, number]>> = {
  128: [20, 5],
  256: [20, 1],
  512: [31, 6],
  1024: [41, 8],
  2048: [41, 8],
  4096: [61, 12],
  8192: [81, 16],
  16384: [151, 30],
};

const small = defineStudy({
  name: 'fig4c-batch-size-small',
  figure: 'Fig. 4c',
  axis: 'documents a step',
  members: sweep({ batch: [128, 256, 1024] }, ({ batch }) => ({
    at: batch,
    experiment: smallSingleStage(
      batch,
      // The member at 256 is Fig. 14's.
      batch === 256 ? 'fig14-single-stage-small' : `fig4c-batch-${batch}-small`,
    ),
  })),
});

/**
 * Documents a step with Pythia-2.8B (Fig. 4c, Sec. 3.3). The paper: the larger the batch, the less
 * is learnt from definitions and the less IML; at 16,384, nearly all documents, there is none.
 */
export default defineStudy({
  name: 'fig4c-batch-size',
  figure: 'Fig. 4c',
  axis: 'documents a step',
  execution: paperExecution,
  members: sweep({ batch: Object.keys(epochs).map(Number) }, ({ batch }) => {
    const [all = 20, everyEpochs = 1] = epochs[batch] ?? [];
    const experiment = paperExperiment({
      name: `fig4c-batch-${batch}`,
      title: 'Do larger batches, with less noise in their gradients, weaken the effect?',
      data: cvdb(sharesWithoutD8),
      stages: singleStage(sharesWithoutD8, { documentsPerStep: batch, epochs: all, everyEpochs }),
      seeds: seeds(600, 5),
    });
    return { at: batch, experiment };
  }),
  small,
});
