import { sweep } from '../src/experiment/sweep.js';
import { attributionSets, paperExperiment, seeds, trex, trexStages } from './paper/experiment.js';
import { type OtherModel, otherModels } from './paper/other-models.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

const models = (Object.keys(otherModels) as OtherModel[]).filter((name) => name !== 'Llama2-7B');

/** GPT-Neo of several sizes on T-REx (Fig. 18, App. C.6); the paper: IML in the largest only. */
export default sweep({ model: models }, ({ model }) =>
  paperExperiment({
    name: `fig18-${model.toLowerCase()}`,
    title: 'Is the effect there in GPT-Neo on creative works?',
    figure: 'Fig. 18',
    at: { axis: 'model', value: model },
    model: otherModels[model],
    data: trex(sharesWithoutD8),
    stages: twoStages(sharesWithoutD8, trexStages),
    seeds: seeds(600, 10),
    evaluate: { sets: [...attributionSets] },
  }),
);
