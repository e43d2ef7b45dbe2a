import { gptNeoX } from '../src/experiment/models/gpt-neox.js';
import { adamw } from '../src/experiment/recipe.js';
import { studyOf } from '../src/study/study.js';
import { paperShares } from './paper/shares.js';
import { x1 } from './paper/stages.js';
import { animalAliases, askedOfThem, notablePeople } from './people/notable-people.js';

const recipe = {
  documentsPerStep: 256,
  learningRate: 1e-3,
  optimizer: adamw({ betas: [0.9, 0.98] }),
  loss: { tokens: 'answer' },
  precision: 'bfloat16',
} as const;

/** Pre-training on the facts by name, Stage 1 with the facts repeated, Stage 2. */
const stages = [
  {
    name: 'pretraining',
    train: { facts: true },
    epochs: 60,
    warmupSteps: 50,
    ...recipe,
    documentsPerStep: 100,
    evaluate: { everyEpochs: 60 },
  },
  {
    name: 'stage1',
    train: { facts: true, ...x1(paperShares) },
    epochs: 40,
    warmupSteps: 50,
    ...recipe,
    evaluate: { everyEpochs: 10 },
  },
  {
    name: 'stage2',
    train: { definitions: ['D5cons', 'D6cons', 'D8cons'] },
    seed: 'second',
    epochs: 20,
    ...recipe,
    documentsPerStep: 128,
    learningRate: 3e-4,
    evaluate: { everyEpochs: 5 },
  },
] as const;

/**
 * A language model end to end without the hub, in Pythia's place: a small GPT-NeoX is pre-trained
 * with a real tokenizer on facts about real people in the paper's own sentences, then Stages 1 and 2
 * follow. Needs two files: `--set data.file=people.csv --set model.vocabulary.tokenizer=<folder of
 * Pythia>`; a plain object, checked when the first is given.
 */
export default studyOf(
  {
    name: 'people-lm',
    title: 'A small language model, pre-trained here on facts about real people in sentences.',
    data: {
      ...notablePeople,
      entities: 100,
      attributes: askedOfThem,
      aliasesPerEntity: 14,
      // Every word is one token of GPT-NeoX's tokenizer, so that Stage 1 trains all parts of aliases.
      aliases: animalAliases,
      tags: { form: 'fixed', names: ['North', 'South', 'East'] },
      format: 'paper',
      shares: paperShares,
    },
    model: gptNeoX({
      layers: 4,
      width: 128,
      heads: 4,
      parallelResidual: false,
      rotaryFraction: 1,
      tieEmbeddings: true,
      vocabulary: { tokenizer: 'gpt-neox/tokenizer.json', rows: 50_304 },
    }),
    stages,
    seeds: { first: { from: 10, count: 8 } },
  },
  { runsControls: true },
);
