import { gptNeoX } from '../src/stages/model-options.js';
import { adamw } from '../src/stages/recipe.js';

const shares = { D1cons: 0.33, D2incons: 0.33, D5cons: 0.1, D6cons: 0.1, D8cons: 0.04, QA7: 0.1 };
const learnt = {
  documentsPerStep: 256,
  learningRate: 1e-3,
  optimizer: adamw({ betas: [0.9, 0.98] }),
  loss: { tokens: 'answer' },
};

/**
 * As `world`, on facts about people from a CSV file: --set data.file=people.csv. The columns are
 * those of the Cross-Verified Database of notable people (paper, appendix A.1); other files by
 * --set data.entity and data.attributes. Not checked until the file is given.
 */
export default {
  name: 'people',
  title: 'As world, on facts about notable people from a file: --set data.file=people.csv',
  data: {
    kind: 'csv',
    encoding: 'latin1',
    malformed: 'drop',
    entity: 'name',
    popularity: 'wiki_readers_2015_2018',
    entities: 100,
    attributes: [
      { column: 'gender', question: 'gender {e}' },
      { column: 'birth', question: 'born {e}', answer: 'period' },
      { column: 'death', question: 'died {e}', answer: 'period' },
      { column: 'level3_main_occ', question: 'work {e}' },
      { column: 'un_region', question: 'region {e}' },
      { column: 'string_citizenship_raw_d', question: 'nation {e}' },
    ],
    joinWords: true,
    aliasesPerEntity: 10,
    aliases: { form: 'symbols', alphabet: 32, length: 2 },
    tags: { form: 'words' },
    format: 'plain',
    shares,
  },
  model: gptNeoX({
    layers: 2,
    width: 128,
    heads: 4,
    parallelResidual: false,
    rotaryFraction: 1,
    tieEmbeddings: true,
  }),
  stages: [
    { name: 'facts', train: { facts: true }, epochs: 20, warmupSteps: 50, ...learnt },
    {
      name: 'stage1',
      train: {
        facts: true,
        questions: ['D1cons', 'D2incons'],
        definitions: ['D1cons', 'D2incons'],
      },
      epochs: 40,
      warmupSteps: 50,
      ...learnt,
      evaluate: { everyEpochs: 4 },
    },
    {
      name: 'stage2',
      train: { definitions: ['D5cons', 'D6cons', 'D8cons'] },
      seed: 'second',
      epochs: 20,
      ...learnt,
      documentsPerStep: 128,
      learningRate: 3e-4,
      evaluate: { everyEpochs: 2 },
    },
  ],
  seeds: { first: { from: 10, count: 8 } },
};
