import { type LoadedAnalyses, StageAnalyses } from '../analyses/stage-analyses.js';
import { loadModel, saveModel } from '../checkpoints/checkpoint.js';
import { type DigitSplits, loadDigits } from '../data/mnist/digits.js';
import { cellCount, drawGrids, type GridData } from '../data/mnist/grids.js';
import type { ImageExperiment } from '../experiment/image-experiment.js';
import { buildImageModel } from '../models/build-image-model.js';
import type { ConvNextV2 } from '../models/convnext-v2.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { GridRenderer } from '../training/grid-renderer.js';
import { Trainer } from '../training/trainer.js';
import { TrainingGrids } from '../training/training-grids.js';
import type { StageRun } from './folder.js';
import { examineGrids, gridTests } from './grid-examination.js';
import type { Learner, LearnerSetting, StageLearner } from './learner.js';

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
  readonly #analyses: LoadedAnalyses;

  constructor(
    readonly experiment: ImageExperiment,
    readonly setting: LearnerSetting,
  ) {
    const { seed, execution, analyses } = setting;
    const { device } = execution;
    const { data, model } = experiment;
    this.#analyses = analyses;
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
    const { stage, seed: firstSeed, secondSeed } = run;
    const seed = secondSeed ?? firstSeed;
    const { train: renderer, test: tested } = this.#renderers;
    const { train: digits, test: testDigits } = this.#digits;
    const model = this.#model;
    const data = this.#data;
    const { execution } = this.setting;
    const context = { experiment, execution, stage, seed, secondSeed, model };
    const analyses = new StageAnalyses(context, this.#analyses);
    return {
      shown: data.options.examplesPerEpoch * stage.epochs,
      documentsCut: 0,
      train() {
        const { train: selection, name } = stage;
        const { microBatch } = execution;
        const recipe = stage;
        const data = new TrainingGrids({ model, renderer, digits, selection, recipe, seed });
        const path = `stages.${name}.`;
        return new Trainer({ model, data, recipe, seed, microBatch, path }).run();
      },
      test(epoch, rows) {
        const random = MersenneTwister.named(firstSeed, 'MNIST test digits');
        const tests = gridTests(data, testDigits, experiment.evaluate.sets, random);
        const of = { experiment, execution, run, epoch };
        examineGrids({ ...of, tests, model, renderer: tested }, rows);
      },
      analyse: (epoch, rows) => analyses.after(epoch, (file, own) => rows.analysed(file, own)),
    };
  }

  load(file: string): void {
    loadModel(this.#model, file);
  }

  save(file: string): void {
    saveModel(this.#model, file);
  }

  dispose(): void {
    this.#model.dispose();
    this.#renderers.train.dispose();
    this.#renderers.test.dispose();
  }
}
