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
import { twoStages } from './paper/stages.js';

/** The main experiment on creative works (Fig. 10, App. C.2). */
export default studyOf(
  paperExperiment({
    name: 'fig10-trex',
    title: 'The main experiment on movies, books and other works of T-REx.',
    data: trex(paperShares),
    stages: twoStages(paperShares, trexStages),
    seeds: seeds(600, 30),
    evaluate: { sets: [...attributionSets] },
  }),
  { figure: 'Fig. 10', execution: paperExecution },
);
