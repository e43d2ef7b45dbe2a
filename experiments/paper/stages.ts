import type { Shares } from '../../src/data/shares.js';
import type { ExperimentInput } from '../../src/experiment/experiment.js';
import { adafactor } from '../../src/experiment/recipe.js';

type StageInput = ExperimentInput['stages'][number];

/** What the experiments on language models set differently from one another. */
export interface StageChanges {
  /** Tokens of a document in mode 'faithful'; 48 for CVDB, 64 for T-REx. */
  readonly padTo?: number;
  /** For an encoder-decoder: tokens of an answer in mode 'faithful'. */
  readonly padAnswerTo?: number;
  readonly documentsPerStep?: number;
  readonly epochs?: number;
  /** Epochs between two tests. */
  readonly everyEpochs?: number;
}

/** The paper's recipe (App. B): what the Trainer does with Adafactor and its other defaults. */
function recipe({
  padTo = 48,
  padAnswerTo,
  documentsPerStep = 256,
  everyEpochs = 1,
}: StageChanges) {
  return {
    documentsPerStep,
    learningRate: 5e-5,
    schedule: 'linear',
    optimizer: adafactor(),
    clipNorm: 1,
    loss: { padTo, ...(padAnswerTo === undefined ? {} : { padAnswerTo }) },
    precision: 'bfloat16',
    // As many steps an epoch as the authors' code takes, and none of a few documents.
    lastBatch: 'spread',
    evaluate: { everyEpochs },
  } as const;
}

/** The subsets of X2: what Stage 2 can change, and all that the authors test there. */
const x2Subsets = ['D5cons', 'D6cons', 'D8cons', 'QA7'] as const;

const x1Defined = ['D1cons', 'D2incons', 'D9incons', 'D10cons'] as const;
const x2Defined = ['D5cons', 'D6cons', 'D8cons'] as const;

const there = <Name extends string>(names: readonly Name[], shares: Shares): Name[] =>
  names.filter((name) => (shares[name] ?? 0) > 0);

/** X1's questions and definitions. */
export function x1(shares: Shares) {
  return {
    questions: there([...x1Defined, 'QA3', 'QA4'], shares),
    definitions: there(x1Defined, shares),
  };
}

/** Stage 1 on X1 for 20 epochs, then Stage 2 on X2's definitions for 10 (paper, Sec. 3.1). */
export function twoStages(
  shares: Shares,
  changes: Omit<StageChanges, 'epochs'> = {},
): StageInput[] {
  return [
    firstStage(shares, changes),
    {
      name: 'stage2',
      train: { definitions: there(x2Defined, shares) },
      seed: 'second',
      epochs: 10,
      ...recipe(changes),
      evaluate: { everyEpochs: 1, subsets: there(x2Subsets, shares) },
    },
  ];
}

/** X1's definitions, X1's questions, then X2's definitions; 20, 20 and 10 epochs (release). */
export function threeStages(shares: Shares): StageInput[] {
  const { questions, definitions } = x1(shares);
  const [, stage2] = twoStages(shares);
  const parts = [
    { name: 'definitions', train: { definitions }, epochs: 20, ...recipe({}) },
    { name: 'questions', train: { questions }, epochs: 20, ...recipe({}) },
  ];
  return stage2 === undefined ? parts : [...parts, stage2];
}

/** X1 and X2's definitions in one (paper, Sec. 3.4); 20 epochs by default. */
export function singleStage(shares: Shares, changes: StageChanges = {}): StageInput[] {
  const { questions, definitions } = x1(shares);
  const train = { questions, definitions: [...definitions, ...there(x2Defined, shares)] };
  return [{ name: 'single', train, epochs: changes.epochs ?? 20, ...recipe(changes) }];
}

/** Stage 1 alone; 20 epochs by default. */
export function firstStage(shares: Shares, changes: StageChanges = {}): StageInput {
  return { name: 'stage1', train: x1(shares), epochs: changes.epochs ?? 20, ...recipe(changes) };
}

/** X1's questions alone, definitions standing inside them (paper, App. C.8). */
export function questionsOnly(shares: Shares, changes: StageChanges = {}): StageInput[] {
  const train = { questions: x1(shares).questions };
  return [{ name: 'single', train, epochs: changes.epochs ?? 20, ...recipe(changes) }];
}
