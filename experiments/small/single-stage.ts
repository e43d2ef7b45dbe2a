import type { Experiment } from '../../src/experiment/experiment.js';
import { paperShares } from '../paper/shares.js';
import { factsStage, shownGroups, x1Stage } from '../world.js';
import { worldLike } from './world-like.js';

/** Documents a step at which a single stage takes as many epochs as Stage 1 of `world`. */
const usualBatch = 256;

/**
 * The world's facts, then X1 and X2's definitions at once (paper, Sec. 3.4), with as many steps
 * whatever the number of documents a step: what is learnt in few steps is no question of noise.
 */
export function smallSingleStage(documentsPerStep: number, name: string): Experiment {
  const { definedInX1, undefinedInX1, definedInX2 } = shownGroups(paperShares);
  const questions = [...definedInX1, ...undefinedInX1];
  const stage = x1Stage('single', { questions, definitions: [...definedInX1, ...definedInX2] });
  const epochs = (stage.epochs * documentsPerStep) / usualBatch;
  return worldLike({
    name,
    title: 'Is the effect there when everything is learnt at once? An invented world.',
    stages: [
      factsStage,
      {
        ...stage,
        epochs,
        documentsPerStep,
        schedule: 'linear',
        evaluate: { everyEpochs: epochs / 10 },
      },
    ],
  });
}
