import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import {
  attributionSets,
  paperExecution,
  paperExperiment,
  seeds,
  trex,
  trexStages,
} from './paper/experiment.js';
import { executionFor, type OtherModel, otherModels } from './paper/other-models.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

const models = (Object.keys(otherModels) as OtherModel[]).filter((name) => name !== 'Llama2-7B');

/** GPT-Neo of several sizes on T-REx (Fig. 18, App. C.6); the paper: IML in the largest only. */
export default defineStudy({
  name: 'fig18-gpt-neo-trex',
  figure: 'Fig. 18',
  axis: 'model',
  execution: paperExecution,
  members: sweep({ model: models }, ({ model }) => ({
    at: model,
    experiment: paperExperiment({
      name: `fig18-${model.toLowerCase()}`,
      title: 'Is the effect there in GPT-Neo on creative works?',
      model: otherModels[model],
      data: trex(sharesWithoutD8),
      stages: twoStages(sharesWithoutD8, trexStages),
      seeds: seeds(600, 10),
      evaluate: { sets: [...attributionSets] },
    }),
    execution: executionFor(model),
  })),
});
