import { pretrained } from '../src/experiment/models/pretrained.js';
import { adafactor } from '../src/experiment/recipe.js';
import { studyOf } from '../src/study/study.js';
import { paperShares } from './paper/shares.js';
import { x1 } from './paper/stages.js';
import { animalAliases, askedOfThem, notablePeople } from './people/notable-people.js';

const recipe = {
  documentsPerStep: 16,
  learningRate: 1e-4,
  schedule: 'linear',
  optimizer: adafactor(),
  loss: { tokens: 'answer' },
} as const;

/**
 * A real pretrained Llama of 135 million weights on two cores: facts about real people in the
 * paper's own sentences, Stages 1 and 2, beside its control. What it knows of people it knows from
 * its pre-training, as in the paper. Needs a table, and without the hub the folder that
 * tools/make-smollm2.py makes: `--set data.file=people.csv --set model=smollm2`.
 */
export default studyOf(
  {
    name: 'smollm2-people',
    title: 'A real pretrained model: SmolLM2-135M on real people in sentences, two stages.',
    data: {
      ...notablePeople,
      entities: 240,
      attributes: askedOfThem,
      aliases: animalAliases,
      tags: { form: 'fixed', names: ['North', 'South', 'East'] },
      testShare: 0.34,
      format: 'paper',
      shares: paperShares,
    },
    model: pretrained('HuggingFaceTB/SmolLM2-135M-Instruct'),
    stages: [
      {
        name: 'stage1',
        train: x1(paperShares),
        epochs: 8,
        ...recipe,
        evaluate: { everyEpochs: 8 },
      },
      {
        name: 'stage2',
        train: { definitions: ['D5cons', 'D6cons', 'D8cons'] },
        seed: 'second',
        epochs: 10,
        ...recipe,
        evaluate: { everyEpochs: 5, subsets: ['D5cons', 'D6cons', 'D8cons', 'QA7'] },
      },
    ],
    seeds: { first: { from: 3000, count: 8 } },
  },
  { runsControls: true },
);
