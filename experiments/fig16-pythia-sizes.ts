import { gptNeoX } from '../src/experiment/models/gpt-neox.js';
import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { worldLike } from './small/world-like.js';
import { smallModel } from './world.js';

const sizes = ['70m', '160m', '410m', '1b', '1.4b', '2.8b', '6.9b'] as const;

const title = 'From what size on does a model come to trust a source?';

/** The world with models of other widths; that of 128 is `world` itself. */
const small = defineStudy({
  name: 'fig16-pythia-sizes-small',
  figure: 'Fig. 16',
  axis: 'width',
  members: sweep({ width: [32, 64, 128] }, ({ width }) => ({
    at: width,
    experiment: worldLike({
      name: `fig16-width-${width}`,
      title,
      model: gptNeoX({ ...smallModel, width }),
    }),
  })),
});

/**
 * Pythia of seven sizes (Fig. 16, App. C.6). The paper: more exact matches and more IML with size,
 * IML to be noticed from 1B on.
 */
export default defineStudy({
  name: 'fig16-pythia-sizes',
  figure: 'Fig. 16',
  axis: 'model',
  execution: paperExecution,
  members: sweep({ size: sizes }, ({ size }) => ({
    at: `Pythia-${size.toUpperCase()}`,
    experiment: paperExperiment({
      name: `fig16-pythia-${size}`,
      title,
      model: `EleutherAI/pythia-${size}-deduped`,
      data: cvdb(sharesWithoutD8),
      stages: twoStages(sharesWithoutD8),
      seeds: seeds(600, 10),
    }),
    execution: size === '6.9b' ? { microBatch: 32 } : {},
  })),
  small,
});
