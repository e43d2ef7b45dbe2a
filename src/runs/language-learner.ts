import { StageAnalyses } from '../analyses/stage-analyses.js';
import { loadModel, saveModel } from '../checkpoints/checkpoint.js';
import type { Dataset } from '../data/dataset.js';
import type { Document } from '../data/documents.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { FactTable } from '../data/fact-table.js';
import { textKind } from '../data/kinds.js';
import type { TextExperiment } from '../experiment/image-experiment.js';
import { Trainer } from '../training/trainer.js';
import { TrainingDocuments } from '../training/training-documents.js';
import { examine } from './examination.js';
import type { StageRun } from './folder.js';
import type { Learner, LearnerSetting, StageLearner } from './learner.js';
import { type PreparedModel, prepareModel } from './prepare-model.js';
import { datasetOf } from './seed-data.js';

/**
 * A language model that learns from documents and answers questions. Throws a UserError where data,
 * checkpoint or tokenizer are absent or faulty.
 */
export class LanguageLearner implements Learner {
  readonly #table: FactTable;
  /** What stages of seed 'first' train on and are tested on. */
  readonly #dataset: Dataset;
  readonly #prepared: PreparedModel;

  constructor(
    readonly experiment: TextExperiment,
    readonly setting: LearnerSetting,
  ) {
    this.#table = textKind(experiment.data).facts(experiment.data, setting.seed);
    this.#dataset = datasetOf(experiment, this.#table, setting.seed, null);
    const { seed, execution } = setting;
    this.#prepared = prepareModel(experiment, this.#dataset, { seed, device: execution.device });
  }

  stage(run: StageRun): StageLearner {
    const { experiment } = this;
    const { execution } = this.setting;
    const { stage, seed, secondSeed } = run;
    const { model, tokenizer } = this.#prepared;
    const dataset =
      secondSeed === null ? this.#dataset : datasetOf(experiment, this.#table, seed, secondSeed);
    const documents = dataset.trainingDocuments(stage.train);
    const recipe = stage;
    const how = { mode: experiment.mode, seed: secondSeed ?? seed };
    const data = new TrainingDocuments({ model, tokenizer, documents, recipe, ...how });
    const context = { experiment, execution, stage, seed, secondSeed, dataset, tokenizer, model };
    const analyses = new StageAnalyses(context, this.setting.analyses);
    let sets: ReadonlyMap<EvaluationSet, ReadonlyMap<string, readonly Document[]>> | null = null;
    return {
      shown: documents.length * stage.epochs,
      documentsCut: data.cut,
      train() {
        const { microBatch } = execution;
        const where = { microBatch, path: `stages.${stage.name}.` };
        return new Trainer({ model, data, recipe, seed: how.seed, ...where }).run();
      },
      test(epoch, rows) {
        sets ??= new Map(experiment.evaluate.sets.map((set) => [set, dataset.testDocuments(set)]));
        examine({ experiment, execution, run, epoch, sets, model, tokenizer }, rows);
      },
      analyse: (epoch, rows) => analyses.after(epoch, (file, own) => rows.analysed(file, own)),
    };
  }

  load(file: string): void {
    loadModel(this.#prepared.model, file);
  }

  save(file: string): void {
    saveModel(this.#prepared.model, file);
  }

  dispose(): void {
    this.#prepared.model.dispose();
  }
}
