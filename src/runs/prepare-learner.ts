import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment, textExperiment } from '../experiment/image-experiment.js';
import { GridLearner } from './grid-learner.js';
import { LanguageLearner } from './language-learner.js';
import type { Learner, LearnerSetting } from './learner.js';

/** The learner that an experiment's data and model want. */
export function prepareLearner(experiment: Experiment, setting: LearnerSetting): Learner {
  return isImageExperiment(experiment)
    ? new GridLearner(experiment, setting)
    : new LanguageLearner(textExperiment(experiment), setting);
}
