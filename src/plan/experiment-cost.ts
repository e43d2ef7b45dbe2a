import type { Dataset } from '../data/dataset.js';
import { textOf } from '../data/documents.js';
import { type EvaluationSet, lossOnlySets } from '../data/evaluation-sets.js';
import type { DocumentCounts } from '../data/kind.js';
import { dataKind } from '../data/kinds.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import type { Stage } from '../experiment/stage.js';
import { dataOf } from '../runs/seed-data.js';
import { splitWords } from '../text/words.js';

/** Floating-point operations by the precision of the matrix products that do them. */
export type Operations = Readonly<Record<'float32' | 'bfloat16', number>>;

/** Texts of one seed, where the data are at hand and a word is a token; else null. */
export type Texts = Dataset | null;

const meanOf = <T>(items: readonly T[], count: (item: T) => number): number =>
  items.reduce((sum, item) => sum + count(item), 0) / Math.max(1, items.length);

/**
 * Tokens of a document in a stage, or pixels of a side of an image; an encoder-decoder's count half,
 * since half of the parameters read the prompt and half the answer.
 */
function trainingSize({ mode, data }: Experiment, { loss, train }: Stage, texts: Texts): number {
  const { padTo, padAnswerTo } = loss;
  if (mode === 'faithful' && padTo !== undefined)
    return padAnswerTo === undefined ? padTo : (padTo + padAnswerTo) / 2;
  if (texts === null) return dataKind(data).documentSize(data);
  return meanOf(texts.trainingDocuments(train), (document) => splitWords(textOf(document)).length);
}

/** Tokens that are read and written to answer a question of a set, or pixels of a side. */
function answerSize({ data, evaluate }: Experiment, set: EvaluationSet, texts: Texts): number {
  const kind = dataKind(data);
  const size = kind.documentSize(data);
  if (texts === null) return kind.shows === 'texts' ? size + evaluate.newTokens : size;
  const documents = [...texts.testDocuments(set).values()].flat();
  return meanOf(documents, (document) => splitWords(textOf(document)).length);
}

/** Tests of a stage: at the end of epochs, and before the first step where another stage came before. */
function testsOf({ epochs, evaluate }: Stage, isFirst: boolean): number {
  return Math.ceil(epochs / evaluate.everyEpochs) + (isFirst ? 0 : 1);
}

/** Operations of all tests at one time in a stage; null where the model's size is not known. */
function testOperations(
  experiment: Experiment,
  stage: Stage,
  counts: DocumentCounts,
  texts: Texts,
): number | null {
  const { data, model, evaluate } = experiment;
  const kind = dataKind(data);
  const words = wordsOf(experiment, texts);
  const each = (size: number) => modelKind(model).operations(model, size, words);
  const shown = each(trainingSize(experiment, stage, texts));
  if (shown === null) return null;
  const documents = (set: EvaluationSet) => counts.testDocuments(set, stage.evaluate.subsets);
  const shows = evaluate.sets.reduce((sum, set) => sum + documents(set) * shown, 0);
  // Of images one pass gives answers and losses of every set.
  if (kind.shows === 'images') return shows;
  const asked = evaluate.sets.filter((set) => !lossOnlySets.includes(set));
  const answers = asked.reduce(
    (sum, set) => sum + documents(set) * (each(answerSize(experiment, set, texts)) ?? 0),
    0,
  );
  return (
    (evaluate.metrics.some((metric) => metric !== 'loss') ? answers : 0) +
    (evaluate.metrics.includes('loss') ? shows : 0)
  );
}

/**
 * The texts of the first seed where a word is a token; null where a file is not here.
 *
 * @param built where the data of a seed are at hand: those
 */
export function textsOf(experiment: Experiment, built?: Dataset | null): Texts {
  const { model } = experiment;
  if (!('vocabulary' in model) || model.vocabulary !== 'from data') return null;
  if (built !== undefined) return built;
  try {
    return dataOf(experiment).dataset;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Words of a vocabulary that is made from the data; null for other models. */
export const wordsOf = ({ evaluate }: Experiment, texts: Texts): number | null =>
  texts?.vocabulary(evaluate.sets).words.length ?? null;

/**
 * What one first seed of an experiment computes, about: a backward pass is two forward. Null where
 * the model's size or the number of documents is not known without a file.
 *
 * @param built as of `textsOf`
 */
export function operationsOf(experiment: Experiment, built?: Dataset | null): Operations | null {
  const { data, model, evaluate, seeds, stages } = experiment;
  const counts = dataKind(data).counts(data);
  if (counts === null) return null;
  const texts = textsOf(experiment, built);
  const words = wordsOf(experiment, texts);
  const operations = { float32: 0, bfloat16: 0 };
  for (const [index, stage] of stages.entries()) {
    const runs = stage.seed === 'second' ? seeds.second.length : 1;
    const size = trainingSize(experiment, stage, texts);
    const each = modelKind(model).operations(model, size, words);
    const tested = testOperations(experiment, stage, counts, texts);
    if (each === null || tested === null) return null;
    const shown = counts.trainingDocuments(stage.train) * stage.epochs;
    operations[stage.precision] += runs * 3 * each * shown;
    operations[evaluate.precision] += runs * tested * testsOf(stage, index === 0);
  }
  return operations;
}

/**
 * Operations of a step of training, about, of the stage with the largest; null where they are not
 * known.
 *
 * @param built as of `textsOf`
 */
export function operationsOfStep(experiment: Experiment, built?: Dataset | null): number | null {
  const { data, model, stages } = experiment;
  const counts = dataKind(data).counts(data);
  if (counts === null) return null;
  const texts = textsOf(experiment, built);
  const words = wordsOf(experiment, texts);
  let most = 0;
  for (const stage of stages) {
    const each = modelKind(model).operations(model, trainingSize(experiment, stage, texts), words);
    if (each === null) return null;
    const documents = Math.min(stage.documentsPerStep, counts.trainingDocuments(stage.train));
    most = Math.max(most, 3 * each * documents);
  }
  return most;
}
