import { join } from 'node:path';
import type { Measurement } from '../evaluation/measurement.js';
import { JsonLinesWriter } from '../files/json-lines.js';
import type { StepReport } from '../training/trainer.js';
import type { QuestionRow } from './question-rows.js';
import { rowsFile, runFiles } from './stage-files.js';

/** Folders that rows of a stage are written into; null: those rows are there already. */
export interface RowFolders {
  readonly training: string | null;
  readonly tests: string | null;
}

/**
 * The rows that a stage writes while it trains: owns `losses.jsonl` of the stage, and `metrics.jsonl`,
 * `answers.jsonl`, `questions.jsonl` and the files of analyses of its tests, until `close`.
 */
export class StageRows {
  readonly #losses: JsonLinesWriter | null;
  readonly #tests: string | null;
  readonly #files = new Map<string, JsonLinesWriter>();

  constructor({ training, tests }: RowFolders) {
    this.#losses = training === null ? null : new JsonLinesWriter(join(training, runFiles.losses));
    this.#tests = tests;
    for (const name of ['metrics', 'answers']) this.#append(name, []);
  }

  /** One row of `losses.jsonl`. */
  step({ step, epoch, loss, learningRate, targets }: StepReport): void {
    this.#losses?.append([{ step, epoch, loss, learningRate, targets }]);
  }

  /** Rows of `metrics.jsonl` and of `answers.jsonl`. */
  tested(measurements: readonly Measurement[], answers: readonly object[]): void {
    this.#append('metrics', measurements);
    this.#append('answers', answers);
  }

  /** Rows of `questions.jsonl`: what answers can be joined with. */
  asked(questions: readonly QuestionRow[]): void {
    this.#append('questions', questions);
  }

  /** Rows of an analysis, for the file of this name; none begin the file. */
  analysed(name: string, rows: readonly object[]): void {
    this.#append(name, rows);
  }

  /** To a file among the tests, which begins with its first rows, be they none. */
  #append(name: string, rows: readonly object[]): void {
    if (this.#tests === null) return;
    const file = this.#files.get(name) ?? new JsonLinesWriter(join(this.#tests, rowsFile(name)));
    this.#files.set(name, file);
    file.append(rows);
  }

  /** Makes sure that every row is on disk. */
  close(): void {
    this.#losses?.close();
    for (const file of this.#files.values()) file.close();
  }
}
