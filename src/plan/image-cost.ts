import { cellCount } from '../data/mnist/grids.js';
import { imageSets, imageSize } from '../data/mnist/options.js';
import { subsetNames, subsets } from '../data/subsets.js';
import type { ImageExperiment } from '../experiment/image-experiment.js';
import { mapSizes } from '../experiment/image-fit.js';
import type { Stage } from '../experiment/stage.js';
import { testsOf } from './tests-of.js';

/** Multiplications of one forward pass of an image, times 2 for their sums. */
function forwardOperations({ model, data }: ImageExperiment): number {
  const { widths, depths, kernel, stemPatch, downsampling } = model;
  const sizes = mapSizes(model, imageSize(data));
  const stages = widths.map((width, stage) => {
    const before = widths[stage - 1] ?? 1;
    const patch = stage === 0 ? stemPatch : (downsampling[stage - 1] ?? 1);
    const block = width * (8 * width + kernel ** 2);
    return (sizes[stage] ?? 0) ** 2 * (before * patch ** 2 * width + (depths[stage] ?? 0) * block);
  });
  return 2 * stages.reduce((sum, one) => sum + one, 0);
}

/** Images of one test of a stage. */
function testImages({ data, evaluate }: ImageExperiment, { evaluate: { subsets: names } }: Stage) {
  const cells = cellCount(data);
  const counts = (names ?? subsetNames).flatMap((subset) => {
    const { trainsQuestions, defined } = subsets[subset];
    const questions = { questions: 1, trainQuestions: cells - 1 };
    const asked = trainsQuestions ? questions : { questions: cells, trainQuestions: 0 };
    const each = { ...asked, definitions: defined ? 1 : 0 };
    const shown = imageSets.filter((set) => evaluate.sets.includes(set));
    return shown.map((set) => each[set] * (data.shares[subset] ?? 0) * data.pairs);
  });
  return data.testImages * counts.reduce((sum, count) => sum + count, 0);
}

/** What one first seed of an experiment about images computes: a backward pass is two forward. */
export function imageOperations(experiment: ImageExperiment) {
  const each = forwardOperations(experiment);
  const operations = { float32: 0, bfloat16: 0 };
  for (const [index, stage] of experiment.stages.entries()) {
    const runs = stage.seed === 'second' ? experiment.seeds.second.length : 1;
    const shown = experiment.data.examplesPerEpoch * stage.epochs;
    operations[stage.precision] += runs * 3 * each * shown;
    const tested = testImages(experiment, stage) * testsOf(stage, index === 0);
    operations[experiment.evaluate.precision] += runs * each * tested;
  }
  return operations;
}
