import type { EvaluationSet } from '../../data/evaluation-sets.js';
import type { DigitImages } from '../../data/mnist/digits.js';
import {
  askedText,
  type ExampleArrays,
  exampleArrays,
  type GridExample,
  shownExamples,
} from '../../data/mnist/examples.js';
import type { GridData } from '../../data/mnist/grids.js';
import { type ImageSet, imageSets, targetName } from '../../data/mnist/options.js';
import type { InBatches } from '../../evaluation/in-batches.js';
import { answerGrids, maskedAccuracy } from '../../evaluation/masked-accuracy.js';
import type { Execution } from '../../experiment/execution.js';
import type { ImageExperiment } from '../../experiment/image-experiment.js';
import type { ImageModel } from '../../models/image-model.js';
import type { MersenneTwister } from '../../random/mersenne-twister.js';
import type { GridRenderer } from '../../training/grid-renderer.js';
import type { StageRun } from '../folder.js';
import type { StageTests } from '../stage-tests.js';
import type { TestedSet, TestResult } from './learner.js';

/** The images that a group is tested with. */
export interface GridTest {
  readonly subset: string;
  readonly set: ImageSet;
  readonly examples: readonly GridExample[];
  readonly arrays: ExampleArrays;
}

/** The tests of every set and group that has some, each question with so many images. */
export function gridTests(
  { options, pairs }: GridData,
  digits: DigitImages,
  sets: readonly EvaluationSet[],
  random: MersenneTwister,
): GridTest[] {
  return imageSets
    .filter((set) => sets.includes(set))
    .flatMap((set) =>
      [...pairs].flatMap(([subset, own]): GridTest[] => {
        const examples = shownExamples(own, set, options);
        if (examples.length === 0) return [];
        return [
          { subset, set, examples, arrays: exampleArrays(examples, options, digits, random) },
        ];
      }),
    );
}

/** What a test of a model of images needs to know. */
export interface ImageModelTest {
  readonly experiment: ImageExperiment;
  readonly execution: Execution;
  readonly run: StageRun;
  /** Which sets, metrics and groups; how they are shown is as in the experiment. */
  readonly tests: StageTests;
  /** Epochs of the stage that went before. */
  readonly epoch: number;
  readonly grids: readonly GridTest[];
  readonly model: ImageModel;
  /** Draws the images of test digits. */
  readonly renderer: GridRenderer;
}

/**
 * Measures every group: masked accuracy as `exactMatch`, the mean cross-entropy of all cells as
 * `loss`; and the answers to test questions where the execution keeps them. Yields after
 * every group.
 */
export function* testImageModel(test: ImageModelTest): InBatches<TestResult> {
  const { sets, subsets } = test.tests;
  const results: TestResult[] = [];
  for (const grids of test.grids) {
    if (!sets.includes(grids.set) || subsets?.includes(grids.subset) === false) continue;
    results.push(testGrids(grids, test));
    yield;
  }
  return {
    measured: results.flatMap(({ measured }) => measured),
    answers: results.flatMap(({ answers }) => answers),
  };
}

function testGrids({ subset, set, examples, arrays }: GridTest, test: ImageModelTest): TestResult {
  const { experiment, execution, run, epoch, model, renderer } = test;
  const { metrics } = test.tests;
  const { evaluate, data } = experiment;
  const how = { testBatch: execution.testBatch, precision: evaluate.precision };
  const { classes, loss } = answerGrids(model, renderer, arrays, how);
  const tested = { epoch, subset, set };
  const measured: TestResult['measured'][number][] = [];
  const questions = arrays.count;
  if (metrics.includes('loss'))
    measured.push({ ...tested, metric: 'loss', value: loss, questions });
  if (!metrics.includes('exactMatch')) return { measured, answers: [] };
  const value = maskedAccuracy(classes, arrays.targets, data.targets);
  measured.push({ ...tested, metric: 'exactMatch', value, questions });
  const areKept = execution.answers === 'every' || epoch === run.stage.epochs;
  const isAsked = set === 'questions' && areKept;
  return { measured, answers: isAsked ? answerRows(tested, examples, classes, data.targets) : [] };
}

/** A row for every test image, in the words of answers to texts. */
function answerRows(
  tested: TestedSet,
  examples: readonly GridExample[],
  classes: Int32Array,
  noAnswer: number,
): TestResult['answers'] {
  return examples.map((example, row) => {
    const { pair, asked } = example;
    const cell = asked ?? 0;
    const given = classes[row * pair.variable.length + cell] ?? noAnswer;
    const wanted = pair.entity[cell] ?? noAnswer;
    return {
      ...tested,
      ...askedText(example),
      answer: targetName(wanted),
      prediction: given === noAnswer ? '' : targetName(given),
      correct: given === wanted,
      f1: null,
    };
  });
}
