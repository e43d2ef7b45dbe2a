import type { TextDataOptions } from '../data/data-options.js';
import type { MnistOptions } from '../data/mnist/options.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from './experiment.js';
import type { ModelOptions } from './model-options.js';

/** An experiment whose model reads images (paper, Sec. 4.2). */
export interface ImageExperiment extends Experiment {
  readonly data: MnistOptions;
  readonly model: Extract<ModelOptions, { readonly kind: 'convnext-v2' }>;
}

/** An experiment whose model reads and writes text. */
export interface TextExperiment extends Experiment {
  readonly data: TextDataOptions;
}

/** Whether the model reads images; an experiment's data and model fit each other. */
export function isImageExperiment(experiment: Experiment): experiment is ImageExperiment {
  return experiment.data.kind === 'mnist';
}

/** The same experiment; a UserError that says that there is no text where it is about images. */
export function textExperiment(experiment: Experiment): TextExperiment {
  if (isText(experiment)) return experiment;
  throw new UserError(`experiment "${experiment.name}" is about images, and has no texts`);
}

function isText(experiment: Experiment): experiment is TextExperiment {
  return experiment.data.kind !== 'mnist';
}
