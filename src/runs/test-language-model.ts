import type { Document } from '../data/documents.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Subset } from '../data/subsets.js';
import { type Answer, answerQuestions } from '../evaluation/answers.js';
import { meanLoss } from '../evaluation/losses.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import type { StageRun } from './folder.js';
import type { StageRows, TestPlace } from './stage-rows.js';

/** What a test of a language model needs to know. */
export interface Examination {
  readonly experiment: Experiment;
  readonly execution: Execution;
  readonly run: StageRun;
  /** Epochs of the stage that went before. */
  readonly epoch: number;
  /** The documents of the experiment's evaluation sets, the same at every test. */
  readonly sets: ReadonlyMap<EvaluationSet, ReadonlyMap<Subset, readonly Document[]>>;
  readonly tokenizer: Tokenizer;
  readonly model: AnyLanguageModel;
}

/** Sets whose answers were trained on: they are not asked, only shown for their losses. */
const onlyShown: readonly EvaluationSet[] = ['trainQuestions', 'definitions'];

/**
 * Measures every evaluation set of the experiment subset by subset: a row for each metric, and the
 * answers where the execution keeps them.
 */
export function examine(examination: Examination, rows: StageRows): void {
  const { run, epoch, sets } = examination;
  const { subsets } = run.stage.evaluate;
  for (const [set, ofSet] of sets)
    for (const [subset, documents] of ofSet)
      if (subsets === null || subsets.includes(subset))
        examineSubset({ epoch, subset, set }, documents, examination, rows);
}

function examineSubset(
  place: TestPlace,
  documents: readonly Document[],
  { experiment, execution, run, model, tokenizer }: Examination,
  rows: StageRows,
): void {
  const { metrics, newTokens, precision } = experiment.evaluate;
  const { testBatch } = execution;
  const of = { run, ...place, questions: documents.length };
  if (metrics.includes('loss')) {
    const { mode } = experiment;
    const how = { mode, loss: run.stage.loss, testBatch, precision };
    const value = meanLoss(model, tokenizer, documents, how);
    rows.measured({ ...of, metric: 'loss', value });
  }
  if (onlyShown.includes(place.set)) return;
  if (!metrics.includes('exactMatch') && !metrics.includes('f1')) return;
  const f1 = metrics.includes('f1');
  const answers = answerQuestions(model, tokenizer, documents, {
    testBatch,
    newTokens,
    precision,
    f1,
  });
  if (metrics.includes('exactMatch'))
    rows.measured({ ...of, metric: 'exactMatch', value: mean(answers, (one) => one.exactMatch) });
  if (f1) rows.measured({ ...of, metric: 'f1', value: mean(answers, (one) => one.f1 ?? 0) });
  if (execution.answers === 'every' || place.epoch === run.stage.epochs)
    rows.answered(place, answers.map(answerRow));
}

function mean(answers: readonly Answer[], score: (answer: Answer) => number): number {
  return answers.reduce((sum, answer) => sum + score(answer), 0) / answers.length;
}

function answerRow({ document, prediction, exactMatch, f1 }: Answer): object {
  const { alias, entity, prompt, answer } = document;
  return { alias, entity, prompt, answer, prediction, correct: exactMatch === 1, f1 };
}
