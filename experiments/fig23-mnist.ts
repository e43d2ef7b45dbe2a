import type { Shares } from '../src/data/shares.js';
import {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../src/experiment/experiment.js';
import { convNextV2 } from '../src/experiment/models/convnext-v2.js';
import { adamw } from '../src/experiment/recipe.js';
import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';

/** The paper's groups (App. E.1), each of as many pairs. */
const groups = {
  D1cons: 1 / 6,
  D2incons: 1 / 6,
  QA3: 1 / 6,
  D5cons: 1 / 6,
  D6cons: 1 / 6,
  QA7: 1 / 6,
} as const satisfies Shares;

type MnistData = Extract<ExperimentInput['data'], { kind: 'mnist' }>;

/** What of an experiment differs between the paper's form and the small one. */
interface Form {
  readonly name: string;
  readonly data: Omit<MnistData, 'kind' | 'pairs' | 'shares'>;
  readonly model: ExperimentInput['model'];
  readonly stage: Omit<ExperimentInput['stages'][number], 'name' | 'train' | 'optimizer'>;
}

/** X1 and X2 at once, as the paper trains (App. E.2). */
function mnistExperiment({ name, data, model, stage }: Form, pairsAGroup: number): Experiment {
  return defineExperiment({
    name,
    title: 'Does a ConvNet come to trust a source that was right, in images of digits?',
    data: { kind: 'mnist', pairs: 6 * pairsAGroup, shares: groups, ...data },
    model,
    stages: [
      {
        name: 'single',
        train: {
          questions: ['D1cons', 'D2incons', 'QA3'],
          definitions: ['D1cons', 'D2incons', 'D5cons', 'D6cons'],
        },
        optimizer: adamw({ weightDecay: 0.05, decayed: 'matrices' }),
        ...stage,
      },
    ],
    seeds: { first: { from: 10, count: 8 } },
    evaluate: { sets: ['questions', 'trainQuestions', 'definitions'] },
  });
}

/** The paper's (App. E.2): 120,000 steps; what it leaves open is in docs/fidelity.md. */
const paperForm: Omit<Form, 'name'> = {
  data: { examplesPerEpoch: 256_000 },
  model: convNextV2('tiny'),
  stage: {
    epochs: 60,
    documentsPerStep: 128,
    learningRate: 3e-4,
    warmupSteps: 2000,
    schedule: 'cosine',
    clipNorm: null,
    precision: 'bfloat16',
    evaluate: { everyEpochs: 10 },
  },
};

/** 1,200 steps over small images, for two cores. */
const smallForm: Omit<Form, 'name'> = {
  data: { cell: 8, targets: 4, definitionShare: 0.3, examplesPerEpoch: 15_360 },
  model: convNextV2(
    { depths: [1, 1, 3], widths: [32, 64, 256] },
    { kernel: 3, downsampling: [2, 3], initializerRange: 'fan-in' },
  ),
  stage: {
    epochs: 10,
    documentsPerStep: 128,
    learningRate: 2e-3,
    warmupSteps: 100,
    schedule: 'cosine',
    clipNorm: null,
    evaluate: { everyEpochs: 2 },
  },
};

/**
 * MNIST question answering by the number of variable-entity pairs (Sec. 4.2, Fig. 23); controls
 * stand beside the members of 50 to 200 pairs, where the effect is claimed. With tags that say nothing
 * D5 and D6 differ by chance alone, so those without it need none.
 */
export default defineStudy({
  name: 'fig23-mnist',
  figure: 'Fig. 23',
  axis: 'pairs a group',
  members: sweep({ pairs: [10, 20, 50, 100, 200, 500] }, ({ pairs }) => ({
    at: pairs,
    experiment: mnistExperiment({ name: `fig23-mnist-${pairs}`, ...paperForm }, pairs),
    control: pairs >= 50 && pairs <= 200 ? 'automatic' : null,
  })),
  runsControls: true,
  small: {
    name: 'fig23-mnist-small',
    figure: 'Fig. 23',
    axis: 'pairs a group',
    members: sweep({ pairs: [10, 50, 100] }, ({ pairs }) => ({
      at: pairs,
      experiment: mnistExperiment(
        // The runs of 100 have the name of the study.
        { name: `fig23-mnist-small${pairs === 100 ? '' : `-${pairs}`}`, ...smallForm },
        pairs,
      ),
      control: pairs >= 50 ? 'automatic' : null,
    })),
    runsControls: true,
  },
});
