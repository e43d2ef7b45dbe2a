import { withAlpha } from '../src/data/presets/table-1.js';
import type { Shares } from '../src/data/shares.js';
import {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../src/experiment/experiment.js';
import { convNextV2 } from '../src/experiment/models/convnext-v2.js';
import { adamw } from '../src/experiment/recipe.js';

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

/** X1 and X2 at once, as the paper trains (App. E.2); with alpha .5 the control. */
function mnistExperiment(
  { name, data, model, stage }: Form,
  pairsAGroup: number,
  differs: { readonly alpha?: number; readonly control?: string | null; readonly at?: boolean },
): Experiment {
  const { alpha = 1, control = null, at = true } = differs;
  const shares = alpha === 1 ? groups : withAlpha(groups, alpha);
  const bothHalves = alpha === 1 ? [] : (['D9incons', 'D10cons'] as const);
  const definedX1 = ['D1cons', 'D2incons', ...bothHalves] as const;
  return defineExperiment({
    name,
    title:
      alpha === 1
        ? 'Does a ConvNet come to trust a source that was right, in images of digits?'
        : 'The control of MNIST question answering: tags that carry no information.',
    figure: 'Fig. 23',
    control,
    at: at ? { axis: 'pairs a group', value: pairsAGroup } : null,
    data: { kind: 'mnist', pairs: 6 * pairsAGroup, shares, ...data },
    model,
    stages: [
      {
        name: 'single',
        train: {
          questions: [...definedX1, 'QA3'],
          definitions: [...definedX1, 'D5cons', 'D6cons'],
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

const paperName = (pairs: number): string => `fig23-mnist-${pairs}`;

/** MNIST question answering by the number of variable-entity pairs (Sec. 4.2, Fig. 23). */
export default [
  ...[10, 20, 50, 100, 200, 500].map((pairs) =>
    mnistExperiment({ name: paperName(pairs), ...paperForm }, pairs, {
      control: pairs === 200 ? `${paperName(pairs)}-control` : null,
    }),
  ),
  mnistExperiment({ name: `${paperName(200)}-control`, ...paperForm }, 200, { alpha: 0.5 }),
];

/** The form for two cores, and its control. */
export const small = [
  mnistExperiment({ name: 'fig23-mnist-small', ...smallForm }, 100, {
    control: 'fig23-mnist-small-control',
    at: false,
  }),
  mnistExperiment({ name: 'fig23-mnist-small-control', ...smallForm }, 100, {
    alpha: 0.5,
    at: false,
  }),
];
