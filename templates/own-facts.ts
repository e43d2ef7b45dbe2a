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
    entities: 100, // leave it out to take all
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
    aliasesPerEntity: 'auto', // as many as make about 9,000 questions in all; they matter most
    aliases: { form: 'symbols' }, // such as "a7 b31", from as large an alphabet as is needed
    // The names of the sources: the reliable one, the unreliable one, and one that Stage 1 never
    // shows.
    tags: { form: 'fixed', names: ['Handbook', 'Tabloid', 'Stranger'] },
    testShare: 1 / 6, // of an alias's six questions one is held out; with three write 1 / 3
    // Which share of the aliases belongs to which group of the paper's Table 1. The sum is 1.
    shares: {
      D1cons: 0.3, // Stage 1: the reliable source defines them, and is right
      D2incons: 0.3, // Stage 1: the unreliable source defines them, and is wrong
      QA3: 0.1, // Stage 1: only questions
      D5cons: 0.1, // Stage 2: the reliable source defines them
      D6cons: 0.1, // Stage 2: the unreliable source defines them
      QA7: 0.1, // nobody defines them: the baseline
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
      documentsPerStep: 50,
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
        questions: ['D1cons', 'D2incons', 'QA3'],
      },
      epochs: 40,
      documentsPerStep: 256,
      warmupSteps: 50,
      ...recipe,
      evaluate: { everyEpochs: 10 },
    },
    // Stage 2: new definitions, and no questions. Is the reliable source believed more?
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

  // Eight runs, 10 to 17. Each draws its own aliases, tags and weights.
  seeds: { first: { from: 10, count: 8 } },
});
