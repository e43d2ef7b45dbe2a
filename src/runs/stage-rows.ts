import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import { JsonLinesWriter, type Written } from '../files/json-lines.js';
import { checkLease } from '../files/leases/lease.js';
import { quoted } from '../text/printable.js';
import type { StepReport } from '../training/trainer.js';
import type { QuestionRow } from './question-rows.js';
import { rowsFile, runFiles } from './stage-files.js';

/** How far the files of rows of a stage were written, by `rowPath` of each. */
export type RowPositions = ReadonlyMap<string, Written>;

/** Folders that rows of a stage are written into; null: those rows are there already. */
export interface RowFolders {
  readonly training: string | null;
  readonly tests: string | null;
}

/** The losses among the positions; all others are names of rows of tests. */
const lossesKey = 'losses of training';

/** The file of a key of `RowPositions`; null where it would lie in a folder that is not written. */
export function rowPath({ training, tests }: RowFolders, key: string): string | null {
  if (!/^[\w -]+$/.test(key)) throw new UserError(`there are no rows called ${quoted(key)}`);
  if (key === lossesKey) return training === null ? null : join(training, runFiles.losses);
  return tests === null ? null : join(tests, rowsFile(key));
}

/** Milliseconds after which is looked again whether the folder of rows is still this process's. */
const checkEveryMs = 1000;

/**
 * The rows that a stage writes while it trains: owns `losses.jsonl` of the stage, and `metrics.jsonl`,
 * `answers.jsonl`, `questions.jsonl` and the files of analyses of its tests, until `close`. Throws a LockedError where rows are to be
 * written and another process has taken their folder.
 */
export class StageRows {
  readonly #losses: JsonLinesWriter | null;
  readonly #tests: string | null;
  readonly #folder: string | null;
  readonly #files = new Map<string, JsonLinesWriter>();

  /**
   * Begins empty files or, with `from`, goes on with those that there were then, whose later rows
   * are cut off. Throws an Error where one is not as it was written.
   */
  constructor(folders: RowFolders, from: RowPositions | null = null) {
    const { training, tests } = folders;
    this.#tests = tests;
    this.#folder = training ?? tests;
    const losses = from?.get(lossesKey) ?? null;
    this.#losses =
      training === null ? null : new JsonLinesWriter(join(training, runFiles.losses), losses);
    try {
      for (const [key, written] of from ?? []) {
        if (key === lossesKey || tests === null) continue;
        this.#files.set(key, new JsonLinesWriter(join(tests, rowsFile(key)), written));
      }
      for (const name of ['metrics', 'answers']) this.#append(name, []);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** How far every file is written. */
  positions(): RowPositions {
    const positions = new Map<string, Written>();
    if (this.#losses !== null) positions.set(lossesKey, this.#losses.written());
    for (const [name, file] of this.#files) positions.set(name, file.written());
    return positions;
  }

  /** Makes sure that every row so far is on disk. */
  sync(): void {
    this.#losses?.sync();
    for (const file of this.#files.values()) file.sync();
  }

  /** One row of `losses.jsonl`. */
  step({ step, epoch, loss, learningRate, targets }: StepReport): void {
    this.#checkLease();
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
    this.#checkLease();
    const file = this.#files.get(name) ?? new JsonLinesWriter(join(this.#tests, rowsFile(name)));
    this.#files.set(name, file);
    file.append(rows);
  }

  /** A machine that was suspended may have lost them: what is there then is another's. */
  #checkLease(): void {
    const folder = this.#folder;
    if (folder !== null) checkLease(folder, checkEveryMs);
  }

  /** Makes sure that every row is on disk. */
  close(): void {
    this.#losses?.close();
    for (const file of this.#files.values()) file.close();
  }
}
