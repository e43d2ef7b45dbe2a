import type { ExecutionInput } from '../../src/experiment/execution.js';
import {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../../src/experiment/experiment.js';
import { pretrained } from '../../src/experiment/models/pretrained.js';
import type { StageChanges } from './stages.js';

type DataInput = ExperimentInput['data'];
type Of<Kind> = Extract<DataInput, { readonly kind: Kind }>;

/** The paper's names for the models that it fine-tunes. */
export const models = {
  'Pythia-1B': 'EleutherAI/pythia-1b-deduped',
  'Pythia-2.8B': 'EleutherAI/pythia-2.8b-deduped',
  'T5-3B': 'google-t5/t5-3b',
} as const;

/** The questions about notable people (App. A.1), at the shares given. */
export function cvdb(
  shares: DataInput['shares'],
  differs: Partial<Omit<Of<'cvdb'>, 'kind' | 'shares'>> = {},
): Of<'cvdb'> {
  return { kind: 'cvdb', file: 'cross-verified-database.csv', shares, ...differs };
}

/** The questions about creative works (App. A.2), at the shares given. */
export function trex(
  shares: DataInput['shares'],
  differs: Partial<Omit<Of<'trex'>, 'kind' | 'shares'>> = {},
): Of<'trex'> {
  return { kind: 'trex', folder: 'trex', shares, testShare: 0.25, ...differs };
}

/** What T-REx changes in a stage: its documents and answers are longer. */
export const trexStages: StageChanges = { padTo: 64 };

/** All sets of Figs. 3 and 9: the test questions and who an alias stands for. */
export const attributionSets = [
  'questions',
  'name',
  'nameWithDefs',
  'who',
  'whoWithDefs',
  'meaning',
  'meaningWithDefs',
  'standFor',
  'standForWithDefs',
] as const;

/**
 * How the paper's experiments on language models are executed, where nothing else is said: what one
 * large GPU holds. Their weights are not kept: those of a stage of Pythia-2.8B take 11 GB a seed.
 */
export const paperExecution: ExecutionInput = {
  microBatch: 128,
  testBatch: 128,
  keepWeights: 'none',
};

/** Seeds from the first on. */
export const seeds = (from: number, count: number) => ({ first: { from, count } });

/**
 * An experiment on a language model with the defaults of the paper's main one: Pythia-2.8B, the
 * authors' way with documents, at most 8 new tokens an answer on CVDB and 16 on T-REx.
 */
export function paperExperiment(
  differs: Omit<ExperimentInput, 'model'> & { readonly model?: ExperimentInput['model'] },
): Experiment {
  const { evaluate, data, model = models['Pythia-2.8B'] } = differs;
  return defineExperiment({
    mode: 'faithful',
    ...differs,
    model: typeof model === 'string' ? pretrained(model) : model,
    evaluate: {
      newTokens: data.kind === 'trex' ? 16 : 8,
      precision: 'bfloat16',
      ...evaluate,
    },
  });
}
