import { join } from 'node:path';
import type { Document } from '../data/documents.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Subset } from '../data/subsets.js';
import { type Answer, answerQuestions } from '../evaluation/answers.js';
import { meanLoss } from '../evaluation/losses.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { Experiment } from '../stages/experiment.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import type { StepReport } from '../training/train.js';
import { runFiles, type StageRun } from './folder.js';
import { JsonLinesWriter } from './json-lines.js';

/** What a test of a model needs to know. */
export interface Examination {
  readonly experiment: Experiment;
  readonly run: StageRun;
  /** The documents of the experiment's evaluation sets, the same at every test. */
  readonly sets: ReadonlyMap<EvaluationSet, ReadonlyMap<Subset, readonly Document[]>>;
  readonly tokenizer: Tokenizer;
  readonly model: AnyLanguageModel;
}

/** What a row is about. */
interface Place {
  readonly epoch: number;
  readonly subset: Subset;
  readonly set: EvaluationSet;
}

/** Sets whose answers were trained on: they are not asked, only shown for their losses. */
const onlyShown: readonly EvaluationSet[] = ['trainQuestions', 'definitions'];

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
   * Measures every evaluation set of the experiment subset by subset: a row of `metrics.jsonl` for
   * each metric, and the answers where the experiment wants them.
   */
  test(epoch: number, examination: Examination): void {
    const { run, sets } = examination;
    const { subsets } = run.stage.evaluate;
    for (const [set, ofSet] of sets)
      for (const [subset, documents] of ofSet)
        if (subsets === null || subsets.includes(subset))
          this.#testSubset({ epoch, subset, set }, documents, examination);
  }

  #testSubset(place: Place, documents: readonly Document[], examination: Examination): void {
    const { experiment, run, model, tokenizer } = examination;
    const { metrics, ...how } = experiment.evaluate;
    const write = (metric: Measurement['metric'], value: number): void => {
      const { seed, secondSeed, stage } = run;
      const questions = documents.length;
      const row = { seed, secondSeed, stage: stage.name, ...place, metric, value, questions };
      this.#metrics.append([row satisfies Measurement]);
    };
    if (metrics.includes('loss')) {
      const { mode } = experiment;
      write('loss', meanLoss(model, tokenizer, documents, { ...how, mode, loss: run.stage.loss }));
    }
    if (onlyShown.includes(place.set)) return;
    if (!metrics.includes('exactMatch') && !metrics.includes('f1')) return;
    const f1 = metrics.includes('f1');
    const answers = answerQuestions(model, tokenizer, documents, { ...how, f1 });
    if (metrics.includes('exactMatch'))
      write(
        'exactMatch',
        mean(answers, (one) => one.exactMatch),
      );
    if (f1)
      write(
        'f1',
        mean(answers, (one) => one.f1 ?? 0),
      );
    if (how.answers === 'every' || place.epoch === run.stage.epochs)
      this.#answers.append(answers.map((answer) => ({ ...place, ...answerRow(answer) })));
  }

  /** Makes sure that every row is on disk. */
  close(): void {
    for (const file of [this.#losses, this.#metrics, this.#answers]) file.close();
  }
}

function mean(answers: readonly Answer[], score: (answer: Answer) => number): number {
  return answers.reduce((sum, answer) => sum + score(answer), 0) / answers.length;
}

function answerRow({ document, prediction, exactMatch, f1 }: Answer): object {
  const { prompt, answer, entity } = document;
  return { entity, prompt, answer, prediction, correct: exactMatch === 1, f1 };
}
