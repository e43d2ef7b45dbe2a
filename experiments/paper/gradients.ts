import type { Subset } from '../../src/data/subsets.js';
import type { Experiment, ExperimentInput } from '../../src/experiment/experiment.js';
import { cvdb, models, paperExperiment, seeds } from './experiment.js';
import { sharesOfGradients } from './shares.js';
import { firstStage } from './stages.js';

/** Epochs of Stage 1, and epochs between two comparisons, by documents a step. */
const epochsOf = {
  128: [21, 2],
  256: [20, 2],
  512: [21, 2],
  1024: [20, 2],
  2048: [41, 2],
  4096: [50, 5],
  8192: [81, 5],
  16384: [151, 15],
} as const;

/** Numbers of documents a step at which the authors compared gradients. */
export type GradientBatch = keyof typeof epochsOf;

/**
 * Stage 1 of Pythia-1B on CVDB, at whose tests gradients of definitions are compared with those of
 * test questions (Sec. 5, App. F).
 */
export function gradientExperiment(
  batch: GradientBatch,
  differs: {
    /** Begins the name; the number of documents a step ends it. */
    readonly name: string;
    readonly title: string;
    readonly figure: string;
    readonly subsets: readonly Subset[];
    readonly bothTags: boolean;
    readonly paperCosines?: ExperimentInput['paperCosines'];
    readonly seeds?: number;
  },
): Experiment {
  const { name, subsets, bothTags, seeds: count = 10, ...rest } = differs;
  const [epochs, everyEpochs] = epochsOf[batch];
  const tests = Math.floor(epochs / everyEpochs);
  const atEpochs = Array.from({ length: tests + 1 }, (_, test) => test * everyEpochs);
  const changes = { documentsPerStep: batch, epochs, everyEpochs };
  const stage1 = firstStage(sharesOfGradients, changes);
  return paperExperiment({
    ...rest,
    name: `${name}-${batch}`,
    at: { axis: 'documents a step', value: batch },
    model: models['Pythia-1B'],
    data: cvdb(sharesOfGradients),
    stages: [{ ...stage1, gradients: { atEpochs, subsets, bothTags } }],
    seeds: seeds(900, count),
  });
}
