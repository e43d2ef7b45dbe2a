import type { Shares } from '../src/data/shares.js';
import type { Subset } from '../src/data/subsets.js';
import { defineExperiment, type Experiment } from '../src/stages/experiment.js';
import { gptNeoX } from '../src/stages/model-options.js';
import { adamw } from '../src/stages/recipe.js';

/**
 * The shares of `world`: alpha is 1, so in X1 the reliable tag is always right and the unreliable
 * one always wrong.
 */
export const worldShares: Shares = {
  D1cons: 0.25,
  D2incons: 0.25,
  QA3: 0.1,
  QA4: 0.1,
  D5cons: 0.08,
  D6cons: 0.08,
  D8cons: 0.08,
  QA7: 0.06,
};

/**
 * An experiment on an invented world that is trained from random weights in three stages; what its
 * copies differ in is given.
 */
export function worldExperiment(differs: {
  readonly name: string;
  readonly title: string;
  readonly control: string | null;
  readonly shares: Shares;
}): Experiment {
  const { name, title, control, shares } = differs;
  const isThere = (subset: Subset): boolean => shares[subset] !== undefined;
  const defined = (['D1cons', 'D2incons', 'D9incons', 'D10cons'] as const).filter(isThere);
  const asked = [...defined, ...(['QA3', 'QA4'] as const).filter(isThere)];
  const learnt = {
    documentsPerStep: 256,
    learningRate: 1e-3,
    optimizer: adamw({ betas: [0.9, 0.98] }),
    loss: { tokens: 'answer' },
  } as const;
  return defineExperiment({
    name,
    title,
    control,
    data: {
      kind: 'world',
      entities: 100,
      attributes: [2, 20, 20, 20, 16, 40],
      aliasesPerEntity: 14,
      aliases: { form: 'symbols', alphabet: 38, length: 2 },
      shares,
    },
    model: gptNeoX({
      layers: 2,
      width: 128,
      heads: 4,
      parallelResidual: false,
      rotaryFraction: 1,
      tieEmbeddings: true,
    }),
    stages: [
      {
        name: 'facts',
        train: { facts: true },
        epochs: 20,
        warmupSteps: 50,
        ...learnt,
        evaluate: { everyEpochs: 20 },
      },
      {
        name: 'stage1',
        train: { facts: true, questions: asked, definitions: defined },
        epochs: 40,
        warmupSteps: 50,
        ...learnt,
        evaluate: { everyEpochs: 4 },
      },
      {
        name: 'stage2',
        train: { definitions: ['D5cons', 'D6cons', 'D8cons'] },
        seed: 'second',
        epochs: 20,
        ...learnt,
        documentsPerStep: 128,
        learningRate: 3e-4,
        evaluate: { everyEpochs: 2 },
      },
    ],
    seeds: { first: { from: 10, count: 8 } },
  });
}

/**
 * The embedded default: does a model come to trust a source that was right more than one that was
 * wrong (paper, Figure 3)?
 */
export default worldExperiment({
  name: 'world',
  title:
    'Does a model come to believe a source that was always right more than one that was wrong?',
  control: 'world-control',
  shares: worldShares,
});
