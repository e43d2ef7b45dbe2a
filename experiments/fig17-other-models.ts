import { llama } from '../src/experiment/models/llama.js';
import { defineStudy, studyOf } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import {
  attributionSets,
  cvdb,
  paperExecution,
  paperExperiment,
  seeds,
} from './paper/experiment.js';
import { executionFor, type OtherModel, otherModels } from './paper/other-models.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { worldLike } from './small/world-like.js';

const title = 'Is the effect there in models of other families?';

/**
 * The world with a Llama in place of the GPT-NeoX: as many layers, heads and numbers a token, and a
 * gated MLP of as many weights.
 */
const small = studyOf(
  worldLike({
    name: 'fig17-llama-small',
    title,
    model: llama({ layers: 2, width: 128, heads: 4, hidden: 344, tieEmbeddings: true }),
  }),
  { figure: 'Fig. 17', runsControls: true },
);

/** GPT-Neo of several sizes and Llama 2 (Fig. 17, App. C.6). */
export default defineStudy({
  name: 'fig17-other-models',
  figure: 'Fig. 17',
  axis: 'model',
  execution: paperExecution,
  members: sweep({ model: Object.keys(otherModels) as OtherModel[] }, ({ model }) => ({
    at: model,
    experiment: paperExperiment({
      name: `fig17-${model.toLowerCase()}`,
      title,
      model: otherModels[model],
      data: cvdb(sharesWithoutD8),
      stages: twoStages(sharesWithoutD8),
      seeds: seeds(600, 10),
      evaluate: { sets: [...attributionSets] },
    }),
    execution: executionFor(model),
  })),
  small,
});
