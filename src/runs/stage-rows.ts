import { join } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { answerQuestions } from '../evaluation/answers.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { LanguageModel } from '../models/language-model.js';
import type { Experiment } from '../stages/experiment.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import type { StepReport } from '../training/train.js';
import { runFiles, type StageRun } from './folder.js';
import { JsonLinesWriter } from './json-lines.js';

/** What a test of a model needs to know. */
export interface Examination {
  readonly experiment: Experiment;
  readonly run: StageRun;
  readonly dataset: Dataset;
  readonly tokenizer: Tokenizer;
  readonly model: LanguageModel;
}

/**
 * The rows that a stage writes while it trains: owns `losses.jsonl`, `metrics.jsonl` and
 * `answers.jsonl` until `close`.
 */
export class StageRows {
  readonly #losses: JsonLinesWriter;
  readonly #metrics: JsonLinesWriter;
  readonly #answers: JsonLinesWriter;

  constructor(folder: string) {
    this.#losses = new JsonLinesWriter(join(folder, runFiles.losses));
    this.#metrics = new JsonLinesWriter(join(folder, runFiles.metrics));
    this.#answers = new JsonLinesWriter(join(folder, runFiles.answers));
  }

  /** One row of `losses.jsonl`. */
  step({ step, epoch, loss, learningRate, targets }: StepReport): void {
    this.#losses.append([{ step, epoch, loss, learningRate, targets }]);
  }

  /**
   * Asks the test questions of every subset: a row of `metrics.jsonl` each, and the answers where
   * the experiment wants them.
   */
  test(epoch: number, { experiment, run, dataset, tokenizer, model }: Examination): void {
    const { documentsPerBatch, answers: when } = experiment.evaluate;
    for (const [subset, { test }] of dataset.questions) {
      if (test.length === 0) continue;
      const answers = answerQuestions(model, tokenizer, test, { documentsPerBatch });
      const row: Measurement = {
        seed: run.seed,
        secondSeed: run.secondSeed,
        stage: run.stage.name,
        epoch,
        subset,
        metric: 'exactMatch',
        value: answers.filter((answer) => answer.correct).length / answers.length,
        questions: answers.length,
      };
      this.#metrics.append([row]);
      if (when === 'end' && epoch !== run.stage.epochs) continue;
      this.#answers.append(
        answers.map(({ document, prediction, correct }) => {
          const { prompt, answer, entity } = document;
          return { epoch, subset, entity, prompt, answer, prediction, correct };
        }),
      );
    }
  }

  /** Makes sure that every row is on disk. */
  close(): void {
    for (const file of [this.#losses, this.#metrics, this.#answers]) file.close();
  }
}
