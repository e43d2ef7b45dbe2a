import type { Experiment } from '../experiment/experiment.js';
import { cachedCommit } from '../hub/local-checkpoint.js';

/**
 * The experiment with its model of the hub at a commit, which names the weights for good, in place
 * of the branch or tag that is written. What the hub's cache on this machine says counts; where the
 * revision is not there yet, and for models that are not of the hub, the experiment as it is. Asks
 * no network.
 */
export function atCommit(experiment: Experiment): Experiment {
  const { model } = experiment;
  if (model.kind !== 'pretrained') return experiment;
  const revision = cachedCommit(model.from, model.revision);
  return revision === null ? experiment : { ...experiment, model: { ...model, revision } };
}
