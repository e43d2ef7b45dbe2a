import { alignmentPairs, type TaggedPair } from '../analyses/alignment/alignment-pairs.js';
import { alignmentRows } from '../analyses/alignment/alignment-rows.js';
import { probeRows } from '../analyses/probes/probe-rows.js';
import { type ProbeProblem, probeProblems } from '../analyses/probes/probe-tasks.js';
import type { Dataset } from '../data/dataset.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import type { StageRun } from './folder.js';
import type { StageRows } from './stage-rows.js';

/** What the analyses of a language model need to know. */
export interface AnalysedStage {
  readonly experiment: Experiment;
  readonly execution: Execution;
  readonly run: StageRun;
  readonly dataset: Dataset;
  readonly tokenizer: Tokenizer;
  readonly model: AnyLanguageModel;
}

/**
 * The analyses that a stage wants (paper, Sec. 5): gradients are compared after chosen epochs,
 * probes are fitted at its end. They change neither weights nor what training draws at random.
 */
export class StageAnalyses {
  readonly #stage: AnalysedStage;
  readonly #pairs: readonly TaggedPair[];
  readonly #problems: readonly ProbeProblem[];

  /** Throws UserErrors where the data have not what is to be compared or told, before training. */
  constructor(stage: AnalysedStage) {
    this.#stage = stage;
    const { run, dataset, tokenizer, model } = stage;
    const { gradients, probes } = run.stage;
    this.#pairs = gradients === null ? [] : alignmentPairs(dataset, gradients);
    this.#problems = probes === null ? [] : probeProblems(dataset, tokenizer, model, probes);
  }

  /** Writes the rows of those that are wanted after so many epochs of the stage. */
  make(epoch: number, rows: StageRows): void {
    const { experiment, execution, run, tokenizer, model } = this.#stage;
    const { stage, seed, secondSeed } = run;
    const { gradients, probes, epochs, loss } = stage;
    const place = { seed, secondSeed, stage: stage.name };
    if (gradients?.atEpochs.includes(epoch)) {
      const { questions } = gradients;
      const how = { mode: experiment.mode, loss, microBatch: execution.microBatch };
      const now = { ...place, epoch, questions };
      rows.aligned(alignmentRows(model, tokenizer, this.#pairs, how, now));
    }
    if (probes !== null && epoch === epochs) {
      const { testBatch } = execution;
      rows.probed(probeRows(model, this.#problems, { ...probes, testBatch }, place));
    }
  }
}
