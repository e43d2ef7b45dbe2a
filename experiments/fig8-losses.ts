import { studyOf } from '../src/study/study.js';
import { smallStudy } from './fig3-main.js';
import {
  attributionSets,
  cvdb,
  paperExecution,
  paperExperiment,
  seeds,
} from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

/**
 * The losses of the main experiment by subset (Fig. 8, App. C.1). The paper: training losses of D1
 * and D2 cannot be told apart, those on test questions can.
 */
export default studyOf(
  paperExperiment({
    name: 'fig8-losses',
    title: 'Does the model fit one kind of definition better than the other? Losses by subset.',
    data: cvdb(paperShares),
    stages: twoStages(paperShares),
    seeds: seeds(600, 20),
    // With all that fig3-main tests, so that runs of this one are runs of that one too.
    evaluate: {
      sets: [...attributionSets, 'trainQuestions', 'definitions'],
      metrics: ['exactMatch', 'loss'],
    },
  }),
  {
    figure: 'Fig. 8',
    execution: paperExecution,
    // In the world of two cores Fig. 3 has the losses too.
    small: smallStudy,
  },
);
