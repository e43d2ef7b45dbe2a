import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment } from '../experiment/image-experiment.js';
import { wrapped } from '../terminal/wrapped.js';

/** What exact match means where answers are read off images; no lines where there are texts. */
export function scoreNote(experiment: Experiment, width: number): string[] {
  if (!isImageExperiment(experiment)) return [];
  const note =
    'Exact match (EM) is the masked accuracy of the paper here: of a question the highlighted ' +
    'cell alone, of a definition all cells.';
  return wrapped(note, width);
}
