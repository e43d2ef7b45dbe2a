import { studyOf } from '../src/study/study.js';
import {
  attributionSets,
  cvdb,
  paperExecution,
  paperExperiment,
  seeds,
} from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

/** Sources that are named in words, reliable ones and others (footnote 2): "also works". */
export default studyOf(
  paperExperiment({
    name: 'footnote2-natural-language',
    title: 'Does a model come to trust sources that are named in words?',
    data: cvdb(paperShares, { definitions: { form: 'natural language' } }),
    stages: twoStages(paperShares, { padTo: 64 }),
    seeds: seeds(600, 10),
    evaluate: { sets: [...attributionSets] },
  }),
  { figure: 'Footnote 2', execution: paperExecution },
);
