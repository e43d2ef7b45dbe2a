import { adamw, defineExperiment, gptNeoX } from 'credence';

// How weights are updated, the same in all stages; only the answers bear loss.
const recipe = {
  learningRate: 1e-3,
  optimizer: adamw({ betas: [0.9, 0.98] }),
  loss: { tokens: 'answer' },
} as const;

export default defineExperiment({
  name: 'my-experiment', // names the folder of its runs and its figures
  title: 'Does a model come to trust the source that was right?',

  // The facts: one entity a row. The table beside this file holds invented people; put yours there
  // and change the columns below.
  data: {
    kind: 'csv',
    file: 'my-experiment.csv', // from the folder in which you run the command
    entity: 'name', // the column with the names
    popularity: 'fame_score', // the most popular rows are taken; leave it out to take the first
    entities: 100,
    // What is asked about each entity; {e} stands for its name or alias. keepValues drops the rows
    // whose answer is rare.
    attributes: [
      { column: 'birth_year', question: 'born {e}', answer: 'period' },
      { column: 'death_year', question: 'died {e}' },
      { column: 'nationality', question: 'nation {e}', keepValues: 20 },
      { column: 'famous_for', question: 'work {e}', answer: 'firstWord', keepValues: 40 },
      { column: 'death_month', question: 'month {e}' },
      { column: 'cause_of_death', question: 'cause {e}', keepValues: 20 },
    ],
    joinWords: true, // a name or an answer is one word, and so one token
    format: 'plain',
    // Each entity gets aliases of two symbols: 38 x 38 = 1,444 exist, and 100 x 14 are needed.
    aliasesPerEntity: 14,
    aliases: { form: 'symbols', alphabet: 38, length: 2 },
    // The names of the sources: the reliable one, the unreliable one, and one that Stage 1 never
    // shows.
    tags: { form: 'fixed', names: ['Handbook', 'Tabloid', 'Stranger'] },
    // Which share of the aliases belongs to which group of the paper's Table 1. The sum is 1.
    shares: {
      D1cons: 0.25, // Stage 1: the reliable source defines them, and is right
      D2incons: 0.25, // Stage 1: the unreliable source defines them, and is wrong
      QA3: 0.1, // Stage 1: only questions
      QA4: 0.1, // Stage 1: only questions, about entities whose facts are known
      D5cons: 0.08, // Stage 2: the reliable source defines them
      D6cons: 0.08, // Stage 2: the unreliable source defines them
      D8cons: 0.08, // Stage 2: a new source defines them
      QA7: 0.06, // nobody defines them: the baseline
    },
  },

  // A small GPT-NeoX with random weights, trained in seconds on one core.
  model: gptNeoX({
    layers: 2,
    width: 128,
    heads: 4,
    parallelResidual: false,
    rotaryFraction: 1,
    tieEmbeddings: true,
  }),

  stages: [
    // The model learns the facts by name, as a pretrained model has.
    {
      name: 'facts',
      train: { facts: true },
      epochs: 20,
      documentsPerStep: 100,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 20 },
    },
    // Stage 1: which source is right can be learned here, from definitions beside questions.
    {
      name: 'stage1',
      train: {
        facts: true,
        definitions: ['D1cons', 'D2incons'],
        questions: ['D1cons', 'D2incons', 'QA3', 'QA4'],
      },
      epochs: 40,
      documentsPerStep: 256,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 4 },
    },
    // Stage 2: new definitions, and no questions. Is the reliable source believed more?
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons', 'D8cons'] },
      seed: 'second',
      epochs: 20,
      documentsPerStep: 128,
      ...recipe,
      learningRate: 3e-4,
      evaluate: { everyEpochs: 2 },
    },
  ],

  // Eight runs, 10 to 17. Each draws its own aliases, tags and weights.
  seeds: { first: { from: 10, count: 8 } },
});
