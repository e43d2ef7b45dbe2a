import { sweep } from '../../src/experiment/sweep.js';
import { cvdb, models, paperExperiment, seeds, trex } from './experiment.js';
import { paperShares } from './shares.js';
import type { StageChanges, singleStage } from './stages.js';

/**
 * T5-3B on both data sets (App. C.7): the encoder reads a question or a definition's first two
 * parts, the decoder writes the rest and alone bears loss.
 */
export function t5Experiments(differs: {
  readonly name: string;
  readonly title: string;
  readonly figure: string;
  readonly stages: typeof singleStage;
}) {
  const { name, title, figure, stages } = differs;
  return sweep({ data: ['CVDB', 'T-REx'] }, ({ data }) => {
    const isCvdb = data === 'CVDB';
    const changes: StageChanges = {
      padTo: isCvdb ? 48 : 64,
      padAnswerTo: isCvdb ? 8 : 16,
    };
    return paperExperiment({
      name: `${name}-${data.toLowerCase()}`,
      title,
      figure,
      at: { axis: 'data', value: data },
      model: models['T5-3B'],
      data: isCvdb ? cvdb(paperShares) : trex(paperShares),
      stages: stages(paperShares, changes),
      seeds: seeds(600, 10),
    });
  });
}
