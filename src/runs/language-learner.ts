import { loadModel, saveModel } from '../checkpoints/checkpoint.js';
import { type Dataset, trainingDocuments } from '../data/dataset.js';
import type { Document } from '../data/documents.js';
import { documentsOf } from '../data/evaluation-documents.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { FactTable } from '../data/fact-table.js';
import { loadFactTable } from '../data/load-fact-table.js';
import type { Subset } from '../data/subsets.js';
import type { TextExperiment } from '../experiment/image-experiment.js';
import { train } from '../training/train.js';
import type { StageRun } from './folder.js';
import { type InitialModel, initialModel } from './initial-model.js';
import type { Learner, LearnerSetting, StageLearner } from './learner.js';
import { datasetOf } from './seed-data.js';
import { StageAnalyses } from './stage-analyses.js';
import { testLanguageModel } from './test-language-model.js';

/**
 * A language model that learns from documents and answers questions. Throws a UserError where data,
 * checkpoint or tokenizer are absent or faulty.
 */
export class LanguageLearner implements Learner {
  readonly #table: FactTable;
  /** What stages of seed 'first' train on and are tested on. */
  readonly #dataset: Dataset;
  readonly #start: InitialModel;

  constructor(
    readonly experiment: TextExperiment,
    readonly setting: LearnerSetting,
  ) {
    this.#table = loadFactTable(experiment.data, setting.seed);
    this.#dataset = datasetOf(experiment, this.#table, setting.seed, null);
    const { seed, execution } = setting;
    this.#start = initialModel(experiment, this.#dataset, { seed, device: execution.device });
  }

  stage(run: StageRun): StageLearner {
    const { experiment } = this;
    const { execution } = this.setting;
    const { stage, seed, secondSeed } = run;
    const { model, tokenizer } = this.#start;
    const dataset =
      secondSeed === null ? this.#dataset : datasetOf(experiment, this.#table, seed, secondSeed);
    const documents = trainingDocuments(dataset, stage.train);
    const analyses = new StageAnalyses({ experiment, execution, run, dataset, tokenizer, model });
    let sets: ReadonlyMap<EvaluationSet, ReadonlyMap<Subset, readonly Document[]>> | null = null;
    return {
      shown: documents.length * stage.epochs,
      train() {
        const place = `stages.${stage.name}.`;
        const { microBatch } = execution;
        const how = { recipe: stage, microBatch, mode: experiment.mode, place };
        return train({ model, tokenizer, documents, seed: secondSeed ?? seed, ...how });
      },
      test(epoch) {
        sets ??= new Map(experiment.evaluate.sets.map((set) => [set, documentsOf(dataset, set)]));
        return testLanguageModel({ experiment, execution, run, epoch, sets, model, tokenizer });
      },
      analyse: (epoch, rows) => analyses.make(epoch, rows),
    };
  }

  load(file: string): void {
    loadModel(this.#start.model, file);
  }

  save(file: string): void {
    saveModel(this.#start.model, file);
  }

  dispose(): void {
    this.#start.model.dispose();
  }
}
