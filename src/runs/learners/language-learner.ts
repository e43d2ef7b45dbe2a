import { StageAnalyses } from '../../analyses/stage-analyses.js';
import { loadWeights } from '../../checkpoints/checkpoint.js';
import { saveCheckpoint } from '../../checkpoints/save-checkpoint.js';
import type { Dataset } from '../../data/dataset.js';
import type { FactTable } from '../../data/fact-table.js';
import { textKind } from '../../data/kinds.js';
import type { TextExperiment } from '../../experiment/image-experiment.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { Trainer } from '../../training/trainer.js';
import { TrainingDocuments } from '../../training/training-documents.js';
import type { StageRun } from '../folder.js';
import { questionRows, type TestedSets } from '../question-rows.js';
import { datasetOf } from '../seed-data.js';
import { type InitialModel, initialModel } from './initial-model.js';
import type { Learner, LearnerSetting, StageLearner } from './learner.js';
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
    this.#table = textKind(experiment.data).facts(experiment.data, setting.seed);
    this.#dataset = datasetOf(experiment, this.#table, setting.seed, null);
    const { seed, execution } = setting;
    this.#start = initialModel(experiment, this.#dataset, { seed, device: execution.device });
  }

  stage(run: StageRun): StageLearner {
    const { experiment } = this;
    const { execution, makeTrainer = (member) => new Trainer(member) } = this.setting;
    const { stage, seed, secondSeed } = run;
    const { model, tokenizer } = this.#start;
    const dataset =
      secondSeed === null ? this.#dataset : datasetOf(experiment, this.#table, seed, secondSeed);
    const documents = dataset.trainingDocuments(stage.train);
    const recipe = stage;
    const how = { mode: experiment.mode, seed: secondSeed ?? seed };
    const data = new TrainingDocuments({ model, tokenizer, documents, recipe, ...how });
    const context = { experiment, execution, stage, seed, secondSeed, dataset, tokenizer, model };
    const analyses = new StageAnalyses(context, this.setting.analyses);
    let found: TestedSets | null = null;
    const sets = (): TestedSets => {
      found ??= new Map(experiment.evaluate.sets.map((set) => [set, dataset.testDocuments(set)]));
      return found;
    };
    return {
      shown: documents.length * stage.epochs,
      documentsCut: data.cut,
      trainer() {
        const { microBatch } = execution;
        const where = { microBatch, path: `stages.${stage.name}.` };
        return makeTrainer({ model, data, recipe, seed: how.seed, ...where });
      },
      questions: (tests) => questionRows(dataset, sets(), tests),
      test(epoch, tests) {
        const of = { experiment, execution, run, tests, epoch, sets: sets() };
        return testLanguageModel({ ...of, model, tokenizer });
      },
      analyse: (epoch, rows) => analyses.after(epoch, (file, own) => rows.analysed(file, own)),
    };
  }

  get model(): AnyLanguageModel {
    return this.#start.model;
  }

  load(folder: string): void {
    loadWeights(this.#start.model, folder);
  }

  save(folder: string): void {
    saveCheckpoint(this.#start.model, this.#start.tokenizer, folder);
  }

  dispose(): void {
    this.#start.model.dispose();
  }
}
