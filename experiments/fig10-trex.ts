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
import { worldLike } from './small/world-like.js';

/**
 * A world whose facts are of T-REx's form: 25 attributes, as there are predicates, of which each
 * entity has four, others than the next one; three of four questions about an alias train, one
 * tests.
 */
const small = studyOf(
  worldLike({
    name: 'fig10-trex-small',
    title: 'The main experiment on facts of which every entity has others, as in T-REx.',
    data: { attributes: Array.from({ length: 25 }, () => 20), attributesEach: 4, testShare: 0.25 },
  }),
  { figure: 'Fig. 10', runsControls: true },
);

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
  { figure: 'Fig. 10', execution: paperExecution, small },
);
