import type { DigitImages } from '../src/data/mnist/digits.js';
import type { MnistOptions } from '../src/data/mnist/options.js';
import { tableOne } from '../src/data/presets/table-1.js';
import type { ExperimentInput } from '../src/experiment/experiment.js';

/** Grids of 2 x 2 digits in cells of 7 pixels. */
export const smallGrids: MnistOptions = {
  ...tableOne,
  kind: 'mnist',
  folder: null,
  grid: 2,
  cell: 7,
  targets: 3,
  pairs: 24,
  shares: { D1cons: 0.25, D2incons: 0.25, QA3: 0.125, D5cons: 0.125, D6cons: 0.125, QA7: 0.125 },
  definitionShare: 0.3,
  examplesPerEpoch: 48,
  testImages: 2,
};

/** Three images of each digit whose grey values all differ from those of other digits. */
export function plainDigits(cell: number): DigitImages {
  const size = cell * cell;
  const pixels = Uint8Array.from({ length: 30 * size }, (_, i) => {
    const image = Math.floor(i / size);
    return 8 * image + (i % 7);
  });
  return { pixels, size: cell, starts: Array.from({ length: 11 }, (_, digit) => 3 * digit) };
}

/** Two stages that train in a second. */
export const smallImageExperiment = {
  name: 'small-images',
  data: smallGrids,
  model: {
    kind: 'convnext-v2',
    depths: [1, 1],
    widths: [8, 16],
    kernel: 3,
    stemPatch: 2,
    initializerRange: 'fan-in',
  },
  stages: [
    {
      name: 'stage1',
      train: { questions: ['D1cons', 'D2incons', 'QA3'], definitions: ['D1cons', 'D2incons'] },
      epochs: 2,
      documentsPerStep: 16,
      learningRate: 1e-3,
    },
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons'] },
      seed: 'second',
      epochs: 1,
      documentsPerStep: 16,
      learningRate: 1e-3,
    },
  ],
  seeds: { first: [1, 2] },
  evaluate: {
    sets: ['questions', 'trainQuestions', 'definitions'],
    metrics: ['exactMatch', 'loss'],
  },
} as const satisfies ExperimentInput;
