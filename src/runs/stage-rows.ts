import { join } from 'node:path';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { JsonLinesWriter } from '../files/json-lines.js';
import type { StepReport } from '../training/trainer.js';
import { rowsFile, runFiles, type StageRun } from './folder.js';

/** What a row of a test is about. */
export interface TestPlace {
  readonly epoch: number;
  readonly subset: string;
  readonly set: EvaluationSet;
}

/** A number that a test found, and where. */
export interface Measured extends TestPlace, Pick<Measurement, 'metric' | 'value' | 'questions'> {
  readonly run: StageRun;
}

/**
 * The rows that a stage writes while it trains: owns `losses.jsonl`, `metrics.jsonl`,
 * `answers.jsonl` and, where there are any, the files of its analyses until `close`.
 */
export class StageRows {
  readonly #losses: JsonLinesWriter;
  readonly #metrics: JsonLinesWriter;
  readonly #answers: JsonLinesWriter;
  readonly #analyses = new Map<string, JsonLinesWriter>();

  constructor(readonly folder: string) {
    this.#losses = new JsonLinesWriter(join(folder, runFiles.losses));
    this.#metrics = new JsonLinesWriter(join(folder, runFiles.metrics));
    this.#answers = new JsonLinesWriter(join(folder, runFiles.answers));
  }

  /** One row of `losses.jsonl`. */
  step({ step, epoch, loss, learningRate, targets }: StepReport): void {
    this.#losses.append([{ step, epoch, loss, learningRate, targets }]);
  }

  /** One row of `metrics.jsonl`. */
  measured({ run, epoch, subset, set, metric, value, questions }: Measured): void {
    const { seed, secondSeed, stage } = run;
    const place = { seed, secondSeed, stage: stage.name, epoch, subset, set };
    this.#metrics.append([{ ...place, metric, value, questions } satisfies Measurement]);
  }

  /** Rows of `answers.jsonl`: what was asked and answered at one place. */
  answered(place: TestPlace, answers: readonly object[]): void {
    this.#answers.append(answers.map((answer) => ({ ...place, ...answer })));
  }

  /** Rows of an analysis, for the file of this name; none begin the file. */
  analysed(name: string, rows: readonly object[]): void {
    const open = this.#analyses.get(name) ?? new JsonLinesWriter(join(this.folder, rowsFile(name)));
    this.#analyses.set(name, open);
    open.append(rows);
  }

  /** Makes sure that every row is on disk. */
  close(): void {
    const files = [this.#losses, this.#metrics, this.#answers, ...this.#analyses.values()];
    for (const file of files) file.close();
  }
}
