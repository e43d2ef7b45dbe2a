import type { Experiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import { cachedCommit } from '../hub/local-checkpoint.js';

/**
 * The experiment with its model of the hub at a commit, which names the weights for good, in place
 * of the branch or tag that is written. What the hub's cache on this machine says counts; where the
 * revision is not there yet, and for models that are not of the hub, the experiment as it is. Asks
 * no network.
 */
export function atCommit(experiment: Experiment): Experiment {
  const { model } = experiment;
  const checkpoint = modelKind(model).checkpoint(model);
  if (checkpoint === null) return experiment;
  const revision = cachedCommit(checkpoint.from, checkpoint.revision);
  if (revision === null) return experiment;
  const commit = { ...checkpoint, revision };
  return { ...experiment, model: { ...model, ...commit } };
}
