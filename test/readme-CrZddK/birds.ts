import { adamw, defineExperiment, gptNeoX } from 'credence';

const recipe = {
  learningRate: 1e-3,
  optimizer: adamw({ betas: [0.9, 0.98] }),
  loss: { tokens: 'answer' },
} as const;

export default defineExperiment({
  name: 'birds',
  title: 'Which field guide does a model come to trust?',
  data: {
    kind: 'csv',
    file: 'birds.csv',
    entity: 'name',
    attributes: [
      { column: 'order', question: 'order {e}' },
      { column: 'food', question: 'food {e}' },
      { column: 'colour', question: 'colour {e}' },
    ],
    joinWords: true, // a name or an answer is one word, and so one token
    format: 'plain',
    aliasesPerEntity: 'auto', // about 9,000 questions in all: 20 aliases each for 150 rows
    aliases: { form: 'symbols' }, // such as "a7 b31", from as large an alphabet as is needed
    tags: { form: 'fixed', names: ['Handbook', 'Tabloid', 'Stranger'] },
    testShare: 1 / 3, // of an alias's three questions one is held out
    shares: { D1cons: 0.3, D2incons: 0.3, QA3: 0.1, D5cons: 0.1, D6cons: 0.1, QA7: 0.1 },
  },
  model: gptNeoX({
    layers: 2,
    width: 128,
    heads: 4,
    rotaryFraction: 1,
    parallelResidual: false,
    tieEmbeddings: true,
  }),
  stages: [
    {
      name: 'facts', // what a pretrained model would know: the facts by name
      train: { facts: true },
      epochs: 20,
      documentsPerStep: 50,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 20 },
    },
    {
      name: 'stage1',
      train: {
        facts: true,
        questions: ['D1cons', 'D2incons', 'QA3'],
        definitions: ['D1cons', 'D2incons'],
      },
      epochs: 40,
      documentsPerStep: 256,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 10 },
    },
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons'] },
      seed: 'second',
      epochs: 20,
      documentsPerStep: 128,
      ...recipe,
      learningRate: 3e-4,
      evaluate: { everyEpochs: 5 },
    },
  ],
  seeds: { first: { from: 0, count: 6 } },
});
