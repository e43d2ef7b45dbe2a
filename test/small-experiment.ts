import type { ExperimentInput } from '../src/experiment/experiment.js';

/** A world that trains in a second: for tests of everything around training. */
export const smallExperiment = {
  name: 'small',
  data: {
    kind: 'world',
    entities: 12,
    attributes: [2, 3, 4],
    aliasesPerEntity: 2,
    aliases: { form: 'symbols', alphabet: 8, length: 2 },
    testShare: 0.34,
    shares: { D1cons: 0.25, D2incons: 0.25, D5cons: 0.25, D6cons: 0.25 },
  },
  model: { kind: 'gpt-neox', layers: 1, width: 16, heads: 2, rotaryFraction: 1 },
  stages: [
    {
      name: 'stage1',
      train: { questions: ['D1cons', 'D2incons'], definitions: ['D1cons', 'D2incons'] },
      epochs: 3,
      documentsPerStep: 16,
      learningRate: 1e-3,
      loss: { tokens: 'answer' },
    },
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons'] },
      seed: 'second',
      epochs: 2,
      documentsPerStep: 8,
      learningRate: 3e-4,
      loss: { tokens: 'answer' },
    },
  ],
  seeds: { first: [1, 2] },
} as const satisfies ExperimentInput;
