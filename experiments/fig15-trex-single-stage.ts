import { studyOf } from '../src/study/study.js';
import {
  attributionSets,
  paperExecution,
  paperExperiment,
  seeds,
  trex,
  trexStages,
} from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { singleStage } from './paper/stages.js';

/** X1 and X2 of T-REx in one stage (Fig. 15, App. C.5). */
export default studyOf(
  paperExperiment({
    name: 'fig15-trex-single-stage',
    title: 'Is the effect there when everything about creative works is learnt at once?',
    data: trex(paperShares),
    stages: singleStage(paperShares, trexStages),
    seeds: seeds(600, 10),
    evaluate: { sets: [...attributionSets] },
  }),
  { figure: 'Fig. 15', execution: paperExecution },
);
