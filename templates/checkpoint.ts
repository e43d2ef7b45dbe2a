import { adamw, defineExperiment, pretrained } from 'credence';

// How weights are updated, the same in both stages.
const recipe = {
  documentsPerStep: 32,
  optimizer: adamw(),
  loss: { tokens: 'answer' }, // only the answers bear loss
} as const;

// Words that are a token each in most checkpoints; two of them make an alias: "red fox".
const adjectives =
  'red blue green grey black white brown golden silver dark bright young old wise brave ' +
  'calm quick slow soft loud quiet warm cold small big great little long short deep high ' +
  'wild';
const nouns =
  'fox wolf bear lion tiger horse dog cat bird fish frog mouse rat bull cow goat sheep pig ' +
  'duck eagle snake spider ant bee whale shark monkey rabbit deer crow seal crab';

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
    entities: 120, // each gets one alias; leave it out to take all
    // What is asked about each entity; {e} stands for its name or alias.
    attributes: [
      { column: 'birth_year', question: 'When was {e} born?' },
      { column: 'death_year', question: 'When did {e} die?' },
      { column: 'nationality', question: 'What was the nationality of {e}?' },
      { column: 'famous_for', question: 'What did {e} do?' },
      { column: 'death_month', question: 'In which month did {e} die?' },
      { column: 'cause_of_death', question: 'What did {e} die of?' },
    ],
    aliases: { form: 'words', words: [adjectives.split(' '), nouns.split(' ')] },
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

  // A folder with config.json, model.safetensors and tokenizer.json, or a name on the hub.
  model: pretrained('my-checkpoint'),

  stages: [
    // Stage 1: which source is right can be learned here, from definitions beside questions.
    {
      name: 'stage1',
      train: {
        facts: true, // by name, as a checkpoint that has never heard of them needs
        definitions: ['D1cons', 'D2incons'],
        questions: ['D1cons', 'D2incons', 'QA3'],
      },
      // Two epochs show that everything works; to show an effect it takes 20 or so, on a GPU.
      epochs: 2,
      learningRate: 2e-4,
      ...recipe,
      evaluate: { everyEpochs: 2 },
    },
    // Stage 2: new definitions, and no questions. Is the reliable source believed more?
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons'] },
      seed: 'second',
      epochs: 2,
      learningRate: 1e-4,
      ...recipe,
      evaluate: { everyEpochs: 2 },
    },
  ],

  // Four runs, 10 to 13. Each draws its own aliases and tags.
  seeds: { first: { from: 10, count: 4 } },
  evaluate: { newTokens: 8 },
});
