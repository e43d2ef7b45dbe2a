import { studyOf } from '../src/study/study.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { questionsOnly } from './paper/stages.js';

/**
 * Definitions stand before the questions that they help to answer (Fig. 21, App. C.8): the model
 * uses those of a reliable tag, X2's too, and ignores the others.
 */
export default studyOf(
  paperExperiment({
    name: 'fig21-in-context',
    title: 'Does a model use a definition in its prompt by what it knows of the source?',
    data: cvdb(paperShares, { inContext: true }),
    stages: questionsOnly(paperShares, { padTo: 72 }),
    seeds: seeds(600, 20),
  }),
  { figure: 'Fig. 21', execution: paperExecution },
);
