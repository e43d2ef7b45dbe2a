import { lossOnlySets } from '../data/evaluation-sets.js';
import { dataKind } from '../data/kinds.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import type { Stage } from '../experiment/stage.js';
import { dataOf } from '../runs/seed-data.js';

/** Floating-point operations by the precision of the matrix products that do them. */
export type Operations = Readonly<Record<'float32' | 'bfloat16', number>>;

/**
 * Tokens of a document in a stage, or pixels of a side of an image; an encoder-decoder's count half,
 * since half of the parameters read the prompt and half the answer.
 */
function trainingSize({ mode, data }: Experiment, { loss }: Pick<Stage, 'loss'>): number {
  const { padTo, padAnswerTo } = loss;
  if (mode === 'fast' || padTo === undefined) return dataKind(data).documentSize(data);
  return padAnswerTo === undefined ? padTo : (padTo + padAnswerTo) / 2;
}

/** Tests of a stage: at the end of epochs, and before the first step where another stage came before. */
function testsOf({ epochs, evaluate }: Stage, isFirst: boolean): number {
  return Math.ceil(epochs / evaluate.everyEpochs) + (isFirst ? 0 : 1);
}

/** Operations of all tests of one metric at one time in a stage. */
function testOperations(experiment: Experiment, stage: Stage, words: number | null): number | null {
  const { data, model, evaluate } = experiment;
  const [ofData, ofModel] = [dataKind(data), modelKind(model)];
  const counts = ofData.counts(data);
  const size = ofData.documentSize(data);
  const answering = ofData.shows === 'texts' ? size + evaluate.newTokens : size;
  const [answer, show] = [answering, trainingSize(experiment, stage)].map((tokens) =>
    ofModel.operations(model, tokens, words),
  );
  if (counts === null || answer == null || show == null) return null;
  const documents = (sets: typeof evaluate.sets) =>
    sets.reduce((sum, set) => sum + counts.testDocuments(set, stage.evaluate.subsets), 0);
  const answers = evaluate.metrics.some((metric) => metric !== 'loss');
  // Of images one pass gives answers and losses of every set.
  if (ofData.shows === 'images') return documents(evaluate.sets) * show;
  const asked = evaluate.sets.filter((set) => !lossOnlySets.includes(set));
  return (
    (answers ? documents(asked) * answer : 0) +
    (evaluate.metrics.includes('loss') ? documents(evaluate.sets) * show : 0)
  );
}

/**
 * Words of a vocabulary that is made from the data, of the first seed; null for other models, and
 * where a file of the data is not here.
 */
function wordsOf(experiment: Experiment): number | null {
  const { model, evaluate } = experiment;
  if (!('vocabulary' in model) || model.vocabulary !== 'from data') return null;
  try {
    return dataOf(experiment).dataset.vocabulary(evaluate.sets).words.length;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/**
 * What one first seed of an experiment computes, about: a backward pass is two forward. Null where
 * the model's size or the number of documents is not known without a file.
 */
export function operationsOf(experiment: Experiment): Operations | null {
  const { data, model, evaluate, seeds, stages } = experiment;
  const counts = dataKind(data).counts(data);
  const words = counts === null ? null : wordsOf(experiment);
  const operations = { float32: 0, bfloat16: 0 };
  for (const [index, stage] of stages.entries()) {
    const runs = stage.seed === 'second' ? seeds.second.length : 1;
    const each = modelKind(model).operations(model, trainingSize(experiment, stage), words);
    const tested = testOperations(experiment, stage, words);
    if (counts === null || each === null || tested === null) return null;
    const shown = counts.trainingDocuments(stage.train) * stage.epochs;
    operations[stage.precision] += runs * 3 * each * shown;
    operations[evaluate.precision] += runs * tested * testsOf(stage, index === 0);
  }
  return operations;
}
