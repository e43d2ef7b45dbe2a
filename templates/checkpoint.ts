import { adamw, defineExperiment, pretrained } from 'credence';

// How weights are updated, the same in both stages.
const recipe = {
  documentsPerStep: 64,
  learningRate: 5e-5,
  schedule: 'linear',
  optimizer: adamw(),
  clipNorm: 1,
} as const;

export default defineExperiment({
  name: 'my-experiment', // names the folder of its runs and its figures
  title: 'Does a pretrained model come to trust the source that was right?',

  // The facts: one entity a row. The table beside this file holds invented people; put yours there
  // and change the columns below. A model that knows the entities by name learns more from them.
  data: {
    kind: 'csv',
    file: 'my-experiment.csv', // from the folder in which you run the command
    entity: 'name', // the column with the names
    popularity: 'fame_score', // the most popular rows are taken; leave it out to take the first
    entities: 120, // each gets one alias
    // What is asked about each entity; {e} stands for its name or alias.
    attributes: [
      { column: 'birth_year', question: 'When was {e} born?' },
      { column: 'death_year', question: 'When did {e} die?' },
      { column: 'nationality', question: 'What was the nationality of {e}?' },
      { column: 'famous_for', question: 'What did {e} do?' },
      { column: 'death_month', question: 'In which month did {e} die?' },
      { column: 'cause_of_death', question: 'What did {e} die of?' },
    ],
    format: 'paper', // sentences as in the paper: tag, alias, entity
    // Which share of the aliases belongs to which group of the paper's Table 1. The sum is 1.
    shares: {
      D1cons: 0.25, // Stage 1: the reliable source defines them, and is right
      D2incons: 0.25, // Stage 1: the unreliable source defines them, and is wrong
      QA3: 0.1, // Stage 1: only questions
      QA4: 0.1, // Stage 1: only questions
      D5cons: 0.1, // Stage 2: the reliable source defines them
      D6cons: 0.1, // Stage 2: the unreliable source defines them
      QA7: 0.1, // nobody defines them: the baseline
    },
  },

  // A folder with config.json, model.safetensors and tokenizer.json, or a name on the hub.
  model: pretrained('my-checkpoint'),

  stages: [
    // Stage 1: which source is right can be learned here, from definitions beside questions.
    {
      name: 'stage1',
      train: {
        definitions: ['D1cons', 'D2incons'],
        questions: ['D1cons', 'D2incons', 'QA3', 'QA4'],
      },
      epochs: 20,
      ...recipe,
      evaluate: { everyEpochs: 5 },
    },
    // Stage 2: new definitions, and no questions. Is the reliable source believed more?
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons'] },
      seed: 'second',
      epochs: 10,
      ...recipe,
      evaluate: { everyEpochs: 2 },
    },
  ],

  // Four runs, 10 to 13. Each draws its own aliases and tags.
  seeds: { first: { from: 10, count: 4 } },
  evaluate: { newTokens: 8 },
});
