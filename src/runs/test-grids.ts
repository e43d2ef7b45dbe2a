import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { DigitImages } from '../data/mnist/digits.js';
import {
  type ExampleArrays,
  exampleArrays,
  type GridExample,
  testExamples,
} from '../data/mnist/examples.js';
import { type GridData, gridText } from '../data/mnist/grids.js';
import { type ImageSet, imageSets, targetName } from '../data/mnist/options.js';
import type { Subset } from '../data/subsets.js';
import { answerGrids, maskedAccuracy } from '../evaluation/masked-accuracy.js';
import type { Execution } from '../experiment/execution.js';
import type { ImageExperiment } from '../experiment/image-experiment.js';
import type { ImageModel } from '../models/image-model.js';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import type { GridRenderer } from '../training/grid-renderer.js';
import type { StageRun } from './folder.js';
import type { StageRows } from './stage-rows.js';

/** The images that a subset is tested with. */
export interface GridTest {
  readonly subset: Subset;
  readonly set: ImageSet;
  readonly examples: readonly GridExample[];
  readonly arrays: ExampleArrays;
}

/** The tests of every set and subset that has some, each question with so many images. */
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
        const once = own.flatMap((pair) => testExamples(pair, set));
        const examples = Array.from({ length: options.testImages }, () => once).flat();
        if (examples.length === 0) return [];
        return [
          { subset, set, examples, arrays: exampleArrays(examples, options, digits, random) },
        ];
      }),
    );
}

/** What a test of a model of images needs to know. */
export interface GridExamination {
  readonly experiment: ImageExperiment;
  readonly execution: Execution;
  readonly run: StageRun;
  /** Epochs of the stage that went before. */
  readonly epoch: number;
  readonly tests: readonly GridTest[];
  readonly model: ImageModel;
  /** Draws the images of test digits. */
  readonly renderer: GridRenderer;
}

/**
 * Measures every subset: masked accuracy as `exactMatch`, the mean cross-entropy of all cells as
 * `loss`; and the answers to test questions where the execution keeps them.
 */
export function examineGrids(examination: GridExamination, rows: StageRows): void {
  const { experiment, execution, run, epoch, model, renderer } = examination;
  const { evaluate, data } = experiment;
  const { subsets } = run.stage.evaluate;
  const how = { testBatch: execution.testBatch, precision: evaluate.precision };
  for (const { subset, set, examples, arrays } of examination.tests) {
    if (subsets !== null && !subsets.includes(subset)) continue;
    const { classes, loss } = answerGrids(model, renderer, arrays, how);
    const place = { epoch, subset, set };
    const of = { run, ...place, questions: arrays.count };
    if (evaluate.metrics.includes('loss')) rows.measured({ ...of, metric: 'loss', value: loss });
    if (!evaluate.metrics.includes('exactMatch')) continue;
    const value = maskedAccuracy(classes, arrays.targets, data.targets);
    rows.measured({ ...of, metric: 'exactMatch', value });
    const isWanted = execution.answers === 'every' || epoch === run.stage.epochs;
    if (set === 'questions' && isWanted)
      rows.answered(place, answerRows(examples, classes, data.targets));
  }
}

/** A row for every test image, in the words of answers to texts. */
function answerRows(
  examples: readonly GridExample[],
  classes: Int32Array,
  noAnswer: number,
): object[] {
  return examples.map(({ pair, asked }, row) => {
    const cell = asked ?? 0;
    const given = classes[row * pair.variable.length + cell] ?? noAnswer;
    const wanted = pair.entity[cell] ?? noAnswer;
    return {
      entity: gridText(pair.entity, 'targets'),
      prompt: `${gridText(pair.variable, 'digits')}, cell ${cell + 1}`,
      answer: targetName(wanted),
      prediction: given === noAnswer ? '' : targetName(given),
      correct: given === wanted,
      f1: null,
    };
  });
}
