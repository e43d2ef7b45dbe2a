import { StageAnalyses } from '../../analyses/stage-analyses.js';
import { loadWeights, savePretrained } from '../../checkpoints/checkpoint.js';
import { type DigitSplits, loadDigits } from '../../data/mnist/digits.js';
import { cellCount, drawGrids, type GridData } from '../../data/mnist/grids.js';
import type { ImageExperiment } from '../../experiment/image-experiment.js';
import { buildImageModel } from '../../models/build-image-model.js';
import type { ConvNextV2 } from '../../models/convnext-v2.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { GridRenderer } from '../../training/grid-renderer.js';
import { Trainer } from '../../training/trainer.js';
import { TrainingGrids } from '../../training/training-grids.js';
import type { StageRun } from '../folder.js';
import { gridQuestionRows } from '../question-rows.js';
import type { Learner, LearnerSetting, StageLearner } from './learner.js';
import { gridTests, testImageModel } from './test-image-model.js';

/**
 * A model of images that learns from grids of digits and answers questions about them (paper, Sec.
 * 4.2 and App. E). The first seed draws variables, entities, tags and initial weights; the seed of
 * a stage draws what is shown in it.
 */
export class GridLearner implements Learner {
  readonly #data: GridData;
  readonly #digits: DigitSplits;
  readonly #renderers: { readonly train: GridRenderer; readonly test: GridRenderer };
  readonly #model: ConvNextV2;

  constructor(
    readonly experiment: ImageExperiment,
    readonly setting: LearnerSetting,
  ) {
    const { seed, execution } = setting;
    const { device } = execution;
    const { data, model } = experiment;
    this.#data = drawGrids(data, seed);
    this.#digits = loadDigits(data);
    this.#renderers = {
      train: new GridRenderer(this.#data, this.#digits.train, device),
      test: new GridRenderer(this.#data, this.#digits.test, device),
    };
    const classes = cellCount(data) * (data.targets + 1);
    this.#model = buildImageModel(model, { classes, channels: 1, seed, device });
  }

  stage(run: StageRun): StageLearner {
    const { experiment } = this;
    const { execution } = this.setting;
    const { stage, seed, secondSeed } = run;
    const { train: renderer, test: tested } = this.#renderers;
    const { train: digits, test: testDigits } = this.#digits;
    const model = this.#model;
    const data = this.#data;
    const context = { experiment, execution, stage, seed, secondSeed, model };
    const analyses = new StageAnalyses(context, this.setting.analyses);
    return {
      shown: data.options.examplesPerEpoch * stage.epochs,
      documentsCut: 0,
      trainer() {
        const { train: selection, name } = stage;
        const how = { model, recipe: stage, seed: secondSeed ?? seed };
        const shown = new TrainingGrids({ ...how, renderer, digits, selection });
        const { microBatch } = execution;
        return new Trainer({ ...how, data: shown, microBatch, path: `stages.${name}.` });
      },
      questions: (tests) => gridQuestionRows(data, tests),
      test(epoch, tests) {
        const random = MersenneTwister.named(seed, 'MNIST test digits');
        // Of all sets, whichever are wanted now, as one after the other draws its digits.
        const grids = gridTests(data, testDigits, experiment.evaluate.sets, random);
        const of = { experiment, execution, run, tests, epoch };
        return testImageModel({ ...of, grids, model, renderer: tested });
      },
      analyse: (epoch, rows) => analyses.after(epoch, (file, own) => rows.analysed(file, own)),
    };
  }

  get model(): ConvNextV2 {
    return this.#model;
  }

  load(folder: string): void {
    loadWeights(this.#model, folder);
  }

  save(folder: string): void {
    savePretrained(this.#model, folder);
  }

  dispose(): void {
    this.#model.dispose();
    this.#renderers.train.dispose();
    this.#renderers.test.dispose();
  }
}
