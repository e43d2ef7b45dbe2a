import { sweep } from '../src/experiment/sweep.js';
import { attributionSets, cvdb, paperExperiment, seeds } from './paper/experiment.js';
import { type OtherModel, otherModels } from './paper/other-models.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

/** GPT-Neo of several sizes and Llama 2 (Fig. 17, App. C.6). */
export default sweep({ model: Object.keys(otherModels) as OtherModel[] }, ({ model }) =>
  paperExperiment({
    name: `fig17-${model.toLowerCase()}`,
    title: 'Is the effect there in models of other families?',
    figure: 'Fig. 17',
    at: { axis: 'model', value: model },
    model: otherModels[model],
    data: cvdb(sharesWithoutD8),
    stages: twoStages(sharesWithoutD8),
    seeds: seeds(600, 10),
    evaluate: { sets: [...attributionSets] },
  }),
);
