import {
  asWritten,
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../src/experiment/experiment.js';
import { defineStudy } from '../src/study/study.js';
import { paperForm, smallForm } from './fig22-set-inclusion.js';

type SetInclusion = Extract<ExperimentInput['data'], { kind: 'set-inclusion' }>;

/** An experiment of Fig. 22 with four times as many questions about every variable. */
function withManyQuestions(experiment: Experiment, name: string): Experiment {
  const written = asWritten(experiment) as ExperimentInput & { readonly data: SetInclusion };
  const { questionsPerVariable = 24 } = written.data;
  const data = { ...written.data, questionsPerVariable: 4 * questionsPerVariable };
  return defineExperiment({ ...written, name, data });
}

/** Both beside one another; those with few questions are the runs of Fig. 22. */
const members = (few: Experiment, name: string) => [
  { at: 'few', experiment: few },
  { at: 'many', experiment: withManyQuestions(few, name) },
];

/**
 * Set inclusion with many questions a variable (caption of Fig. 22). The paper: the more are trained
 * on, the better the test questions are answered, and consistent definitions stop making a
 * difference in either stage.
 */
export default defineStudy({
  name: 'many-questions',
  title: 'Do definitions still matter where many questions give a variable away?',
  figure: 'Fig. 22',
  axis: 'questions',
  execution: { testBatch: 4096, keepWeights: 'none' },
  members: members(paperForm, 'many-questions'),
  small: {
    name: 'many-questions-small',
    title: 'Do definitions still matter where many questions give a variable away?',
    figure: 'Fig. 22',
    axis: 'questions',
    execution: { keepWeights: 'parents' },
    members: members(smallForm, 'many-questions-small'),
  },
});
