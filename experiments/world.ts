import type { Shares } from '../src/data/shares.js';
import {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../src/experiment/experiment.js';
import { gptNeoX } from '../src/experiment/models/gpt-neox.js';
import { adamw } from '../src/experiment/recipe.js';
import { paperShares } from './paper/shares.js';

/** A model that learns a hundred entities from nothing in seconds. */
export const smallModel = gptNeoX({
  layers: 2,
  width: 128,
  heads: 4,
  parallelResidual: false,
  rotaryFraction: 1,
  tieEmbeddings: true,
});

/** The groups that the stages of a small experiment show. */
interface ShownGroups {
  /** Defined and asked about in Stage 1. */
  readonly definedInX1: readonly string[];
  /** Asked about in Stage 1 without a definition. */
  readonly undefinedInX1: readonly string[];
  /** Defined in Stage 2. */
  readonly definedInX2: readonly string[];
}

/** The stages of the paper's groups that have a share. */
export function smallStages(shares: Shares): ExperimentInput['stages'] {
  const isThere = (group: string): boolean => shares[group] !== undefined;
  return stagesOf({
    definedInX1: ['D1cons', 'D2incons', 'D9incons', 'D10cons'].filter(isThere),
    undefinedInX1: ['QA3', 'QA4'].filter(isThere),
    definedInX2: ['D5cons', 'D6cons', 'D8cons'],
  });
}

/**
 * Stage 0 teaches the facts about the entities by name, as pre-training does for the paper's
 * models; Stages 1 and 2 are the paper's, Stage 1 with the facts repeated.
 */
export function stagesOf(shown: ShownGroups): ExperimentInput['stages'] {
  const { definedInX1: definitions, undefinedInX1, definedInX2 } = shown;
  const questions = [...definitions, ...undefinedInX1];
  const recipe = {
    learningRate: 1e-3,
    optimizer: adamw({ betas: [0.9, 0.98] }),
    loss: { tokens: 'answer' },
  } as const;
  return [
    {
      name: 'facts',
      train: { facts: true },
      epochs: 20,
      documentsPerStep: 100,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 20 },
    },
    {
      name: 'stage1',
      train: { facts: true, questions, definitions: [...definitions] },
      epochs: 40,
      documentsPerStep: 256,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 4 },
    },
    {
      name: 'stage2',
      train: { definitions: [...definedInX2] },
      seed: 'second',
      epochs: 20,
      documentsPerStep: 128,
      ...recipe,
      learningRate: 3e-4,
      evaluate: { everyEpochs: 2 },
    },
  ];
}

/** The experiment on an invented world: `world`, and what is analysed in it, in its own stages. */
export function worldExperiment(differs: {
  readonly name: string;
  readonly title: string;
  readonly stages?: ExperimentInput['stages'];
}): Experiment {
  const { name, title, stages = smallStages(paperShares) } = differs;
  return defineExperiment({
    name,
    title,
    data: {
      kind: 'world',
      entities: 100,
      attributes: [2, 20, 20, 20, 16, 40],
      aliasesPerEntity: 14,
      aliases: { form: 'symbols', alphabet: 38, length: 2 },
      shares: paperShares,
    },
    model: smallModel,
    stages,
    seeds: { first: { from: 10, count: 8 } },
  });
}

/** The embedded default: the paper's main experiment (Figure 3) in a world of its own. */
export default worldExperiment({
  name: 'world',
  title: 'Does a model come to believe a source that was right more than one that was wrong?',
});
