import { sweep } from '../src/experiment/sweep.js';
import { cvdb, models, paperExperiment, seeds } from './paper/experiment.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { singleStage } from './paper/stages.js';

/** Epochs by documents a step; the last is one step an epoch, the whole gradient. */
const epochs: Readonly<Record<number, number>> = {
  16: 30,
  32: 30,
  64: 30,
  128: 40,
  256: 60,
  512: 60,
  1024: 60,
  2048: 60,
  4096: 60,
  8192: 120,
  16384: 120,
  32768: 240,
};

/** Documents a step with Pythia-1B (Fig. 13, App. C.4). */
export default sweep({ batch: Object.keys(epochs).map(Number) }, ({ batch }) =>
  paperExperiment({
    name: `fig13-batch-${batch}`,
    title: 'Do larger batches weaken the effect in the smaller model too?',
    figure: 'Fig. 13',
    at: { axis: 'documents a step', value: batch },
    model: models['Pythia-1B'],
    data: cvdb(sharesWithoutD8),
    stages: singleStage(sharesWithoutD8, {
      documentsPerStep: batch,
      epochs: epochs[batch] ?? 60,
      everyEpochs: batch === 32768 ? 10 : 1,
    }),
    seeds: seeds(batch === 32768 ? 605 : 600, 5),
  }),
);
