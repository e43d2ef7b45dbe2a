import type { Document } from '../../data/documents.js';
import { type EvaluationSet, lossOnlySets } from '../../data/evaluation-sets.js';
import { type Answer, answersInBatches } from '../../evaluation/answers.js';
import type { InBatches } from '../../evaluation/in-batches.js';
import { meanLossInBatches } from '../../evaluation/losses.js';
import type { Execution } from '../../experiment/execution.js';
import type { Experiment } from '../../experiment/experiment.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import type { StageRun } from '../folder.js';
import type { StageTests } from '../stage-tests.js';
import type { TestedSet, TestResult } from './learner.js';

/** What a test of a language model needs to know. */
export interface LanguageModelTest {
  readonly experiment: Experiment;
  readonly execution: Execution;
  readonly run: StageRun;
  /** Which sets, metrics and groups; how they are asked is as in the experiment. */
  readonly tests: StageTests;
  /** Epochs of the stage that went before. */
  readonly epoch: number;
  /** The documents of the experiment's evaluation sets, the same at every test. */
  readonly sets: ReadonlyMap<EvaluationSet, ReadonlyMap<string, readonly Document[]>>;
  readonly tokenizer: Tokenizer;
  readonly model: AnyLanguageModel;
}

/**
 * Measures every evaluation set that is wanted group by group: a row for each metric, and the
 * answers where the execution keeps them. Yields after every batch.
 */
export function* testLanguageModel(test: LanguageModelTest): InBatches<TestResult> {
  const { tests, epoch, sets } = test;
  const { subsets } = tests;
  const results: TestResult[] = [];
  for (const [set, ofSet] of sets)
    for (const [subset, documents] of ofSet)
      if (tests.sets.includes(set) && (subsets === null || subsets.includes(subset)))
        results.push(yield* testGroup({ epoch, subset, set }, documents, test));
  return {
    measured: results.flatMap(({ measured }) => measured),
    answers: results.flatMap(({ answers }) => answers),
  };
}

function* testGroup(
  tested: TestedSet,
  documents: readonly Document[],
  { experiment, execution, run, tests: { metrics }, model, tokenizer }: LanguageModelTest,
): InBatches<TestResult> {
  const { newTokens, precision } = experiment.evaluate;
  const { testBatch } = execution;
  const questions = documents.length;
  const measured: TestResult['measured'][number][] = [];
  if (metrics.includes('loss')) {
    const how = { mode: experiment.mode, loss: run.stage.loss, testBatch, precision };
    const value = yield* meanLossInBatches(model, tokenizer, documents, how);
    measured.push({ ...tested, metric: 'loss', value, questions });
  }
  const f1 = metrics.includes('f1');
  const isAsked = !lossOnlySets.includes(tested.set) && (f1 || metrics.includes('exactMatch'));
  if (!isAsked) return { measured, answers: [] };
  const how = { testBatch, newTokens, precision, f1 };
  const answers = yield* answersInBatches(model, tokenizer, documents, how);
  if (metrics.includes('exactMatch')) {
    const value = mean(answers, (one) => one.exactMatch);
    measured.push({ ...tested, metric: 'exactMatch', value, questions });
  }
  if (f1) {
    const value = mean(answers, (one) => one.f1 ?? 0);
    measured.push({ ...tested, metric: 'f1', value, questions });
  }
  const areKept = execution.answers === 'every' || tested.epoch === run.stage.epochs;
  return { measured, answers: areKept ? answers.map((one) => answerRow(tested, one)) : [] };
}

function mean(answers: readonly Answer[], score: (answer: Answer) => number): number {
  return answers.reduce((sum, answer) => sum + score(answer), 0) / answers.length;
}

function answerRow(tested: TestedSet, { document, prediction, exactMatch, f1 }: Answer) {
  const { alias, entity, prompt, answer } = document;
  return { ...tested, alias, entity, prompt, answer, prediction, correct: exactMatch === 1, f1 };
}
