import { type DataOptions, dataKind } from '../data/kinds.js';
import type { MnistOptions } from '../data/mnist/options.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from './experiment.js';
import type { ConvNextV2Options } from './models/convnext-v2.js';

/** An experiment whose model reads images (paper, Sec. 4.2). */
export interface ImageExperiment extends Experiment {
  readonly data: MnistOptions;
  readonly model: ConvNextV2Options;
}

/** An experiment whose model reads and writes text. */
export interface TextExperiment extends Experiment {
  readonly data: Exclude<DataOptions, MnistOptions>;
}

/** Whether the model reads images; an experiment's data and model fit each other. */
export function isImageExperiment(experiment: Experiment): experiment is ImageExperiment {
  return dataKind(experiment.data).shows === 'images';
}

/** The same experiment; a UserError that says that there is no text where it is about images. */
export function textExperiment(experiment: Experiment): TextExperiment {
  if (!isImageExperiment(experiment)) return experiment as TextExperiment;
  throw new UserError(`experiment "${experiment.name}" is about images, and has no texts`);
}
