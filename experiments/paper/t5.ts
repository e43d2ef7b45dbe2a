import { pretrained } from '../../src/experiment/models/pretrained.js';
import { defineStudy, type StudyDefinition } from '../../src/study/study.js';
import { sweep } from '../../src/study/sweep.js';
import { cvdb, models, paperExecution, paperExperiment, seeds, trex } from './experiment.js';
import { paperShares } from './shares.js';
import type { StageChanges, singleStage } from './stages.js';

/**
 * T5-3B on both data sets (App. C.7): the encoder reads a question or a definition's first two
 * parts, the decoder writes the rest and alone bears loss.
 */
export function t5Study(differs: {
  readonly name: string;
  /** Begins the names of the experiments. */
  readonly experiments: string;
  readonly title: string;
  readonly figure: string;
  readonly stages: typeof singleStage;
}): StudyDefinition {
  const { name, experiments, title, figure, stages } = differs;
  const members = sweep({ data: ['CVDB', 'T-REx'] }, ({ data }) => {
    const isCvdb = data === 'CVDB';
    const changes: StageChanges = {
      padTo: isCvdb ? 48 : 64,
      padAnswerTo: isCvdb ? 8 : 16,
    };
    const experiment = paperExperiment({
      name: `${experiments}-${data.toLowerCase()}`,
      title,
      model: pretrained(models['T5-3B'], { architecture: 'encoder-decoder' }),
      data: isCvdb ? cvdb(paperShares) : trex(paperShares),
      stages: stages(paperShares, changes),
      seeds: seeds(600, 10),
    });
    return { at: data, experiment };
  });
  const execution = { ...paperExecution, microBatch: 64 };
  return defineStudy({ name, figure, axis: 'data', execution, members });
}
