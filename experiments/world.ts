import type { Shares } from '../src/data/shares.js';
import {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../src/experiment/experiment.js';
import { gptNeoX } from '../src/experiment/models/gpt-neox.js';
import { adamw } from '../src/experiment/recipe.js';
import { paperShares } from './paper/shares.js';

type Stage = ExperimentInput['stages'][number];

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

/** What stages can show of the paper's groups that have a share. */
export function shownGroups(shares: Shares): ShownGroups {
  const isThere = (group: string): boolean => (shares[group] ?? 0) > 0;
  return {
    definedInX1: ['D1cons', 'D2incons', 'D9incons', 'D10cons'].filter(isThere),
    undefinedInX1: ['QA3', 'QA4'].filter(isThere),
    definedInX2: ['D5cons', 'D6cons', 'D8cons'].filter(isThere),
  };
}

/** The stages of the paper's groups that have a share. */
export const smallStages = (shares: Shares): Stage[] => stagesOf(shownGroups(shares));

/** How all of their stages train: AdamW from nothing, loss on answers alone. */
const recipe = {
  learningRate: 1e-3,
  optimizer: adamw({ betas: [0.9, 0.98] }),
  loss: { tokens: 'answer' },
} as const;

/** Stage 0: the facts about the entities by name, as pre-training does for the paper's models. */
export const factsStage: Stage = {
  name: 'facts',
  train: { facts: true },
  epochs: 20,
  documentsPerStep: 100,
  warmupSteps: 50,
  ...recipe,
  evaluate: { everyEpochs: 20 },
};

/** A stage on X1, in which the facts are repeated so that they are not forgotten. */
export function x1Stage(name: string, train: Omit<Stage['train'], 'facts'>): Stage {
  return {
    name,
    train: { facts: true, ...train },
    epochs: 40,
    documentsPerStep: 256,
    warmupSteps: 50,
    ...recipe,
    evaluate: { everyEpochs: 4 },
  };
}

/** Stage 2: definitions of X2 alone. */
export function x2Stage(definitions: readonly string[]): Stage {
  return {
    name: 'stage2',
    train: { definitions: [...definitions] },
    seed: 'second',
    epochs: 20,
    documentsPerStep: 128,
    ...recipe,
    learningRate: 3e-4,
    evaluate: { everyEpochs: 2 },
  };
}

/** Stage 0, then Stages 1 and 2 as the paper has them. */
export function stagesOf(shown: ShownGroups): Stage[] {
  const { definedInX1: definitions, undefinedInX1, definedInX2 } = shown;
  const questions = [...definitions, ...undefinedInX1];
  return [
    factsStage,
    x1Stage('stage1', { questions, definitions: [...definitions] }),
    x2Stage(definedInX2),
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
