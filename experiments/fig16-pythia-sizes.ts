import { sweep } from '../src/experiment/sweep.js';
import { cvdb, paperExperiment, seeds } from './paper/experiment.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

/**
 * Pythia of seven sizes (Fig. 16, App. C.6). The paper: more exact matches and more IML with size,
 * IML to be noticed from 1B on.
 */
export default sweep({ size: ['70m', '160m', '410m', '1b', '1.4b', '2.8b', '6.9b'] }, ({ size }) =>
  paperExperiment({
    name: `fig16-pythia-${size}`,
    title: 'From what size on does a model come to trust a source?',
    figure: 'Fig. 16',
    at: { axis: 'model', value: `Pythia-${size.toUpperCase()}` },
    model: `EleutherAI/pythia-${size}-deduped`,
    data: cvdb(sharesWithoutD8),
    stages: twoStages(sharesWithoutD8),
    seeds: seeds(600, 10),
  }),
);
