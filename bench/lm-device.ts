import main from '../experiments/fig3-main.js';
import { buildDataset, trainingDocuments } from '../src/data/dataset.js';
import { answerQuestions } from '../src/evaluation/answers.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { peakMemory, resetPeakMemory, resolveDevice, synchronize } from '../src/tensor/index.js';
import { train } from '../src/training/train.js';
import { inventedPeople } from './invented-people.js';
import { type LmTask, lmTask, modelOfShape, type Shape, textTokens } from './lm-task.js';
import { type Result, whereMeasured } from './results.js';
import { showProgress } from './rounds.js';
import { median } from './samples.js';

/** Models of the paper whose shapes are measured, with random weights. */
const shapes: readonly (Shape & { readonly name: string })[] = [
  { name: 'Pythia-410M', layers: 24, width: 1024, heads: 16 },
  { name: 'Pythia-2.8B', layers: 32, width: 2560, heads: 32 },
];
const quickShapes: typeof shapes = [{ name: 'tiny', layers: 1, width: 32, heads: 2 }];

/** Dense products of an H100 SXM in bfloat16, FLOP/s, by its maker's data sheet. */
const peak = 989e12;

/** Steps before those that count: memory is taken and kernels are chosen in them. */
const stepsToWarmUp = 3;

/** What a model did on the device. */
interface Measured {
  readonly name: string;
  readonly parameters: number;
  readonly documentsPerSecond: number;
  readonly textTokensPerSecond: number;
  /** 6 x parameters x tokens of text a second, of `peak`. */
  readonly utilization: number;
  readonly peakBytes: number;
  /** Answered to their end, as for F1: the most that a test can cost. */
  readonly questionsPerSecond: number;
  /** Of the training of the main experiment, one seed. */
  readonly hoursOfTraining: number;
}

/** Training and answering of the paper's models on one device, alone. */
export function benchLmOnDevice(options: {
  readonly device: string;
  readonly tokenizer: string;
  readonly rounds: number;
  readonly quick: boolean;
}): Result {
  const device = resolveDevice(options.device);
  const where = whereMeasured(1);
  const task = lmTask(options.tokenizer, options.quick ? { people: 400 } : {});
  const questions = options.quick ? 32 : 512;
  const chosen = options.quick ? quickShapes : shapes;
  const measured = chosen.map((shape) => {
    showProgress(shape.name);
    const model = modelOfShape(shape, device);
    try {
      const steps = options.rounds;
      return measure(task, { name: shape.name, model, device, steps, questions });
    } finally {
      model.dispose();
    }
  });
  showProgress('');
  return {
    name: `lm, ${device.startsWith('cuda') ? 'one GPU' : device}`,
    what:
      'Models of the paper with random weights at its main experiment: bfloat16, mode fast, ' +
      `steps of ${task.stage.documentsPerStep} documents; the median of ${options.rounds} steps.`,
    where,
    table: [
      [
        'model',
        'parameters',
        'documents/s',
        'text tokens/s',
        'MFU',
        'peak memory, GB',
        'questions/s',
        'Fig. 3, one seed, hours of training',
      ],
      ...measured.map((row) => [
        row.name,
        `${(row.parameters / 1e6).toFixed(0)} M`,
        row.documentsPerSecond.toFixed(0),
        row.textTokensPerSecond.toFixed(0),
        `${(100 * row.utilization).toFixed(1)} %`,
        (row.peakBytes / 1e9).toFixed(1),
        row.questionsPerSecond.toFixed(0),
        row.hoursOfTraining.toFixed(3),
      ]),
    ],
    notes: [
      'MFU is 6 x parameters (embeddings included) x tokens of real text a second, of ' +
        `${peak / 1e12} TFLOP/s, an H100's dense products in bfloat16: the end tokens and what ` +
        'the head and attention cost beyond are not counted as work.',
      'Questions are answered to their end, 128 at a time, at most 8 tokens. Hours are of both ' +
        'stages with all their epochs, without tests.',
    ],
    values: measured,
  };
}

function measure(
  task: LmTask,
  {
    name,
    model,
    device,
    steps,
    questions,
  }: {
    readonly name: string;
    readonly model: AnyLanguageModel;
    readonly device: string;
    readonly steps: number;
    readonly questions: number;
  },
): Measured {
  const { tokenizer, documents, seed, stage } = task;
  const recipe = { ...stage, precision: 'bfloat16', documentsPerPass: 'search' } as const;
  resetPeakMemory(device);
  const seconds: number[] = [];
  let start = performance.now();
  for (const { step } of train({ model, tokenizer, documents, seed, recipe, mode: 'fast' })) {
    synchronize(device);
    const end = performance.now();
    if (step > stepsToWarmUp) seconds.push((end - start) / 1000);
    if (seconds.length === steps) break;
    start = performance.now();
  }
  const documentsPerSecond = stage.documentsPerStep / median(seconds);
  const textTokensPerSecond = (documentsPerSecond * textTokens(task, documents)) / documents.length;
  const parameters = model
    .parameters()
    .reduce((sum, { shape }) => sum + shape.reduce((n, length) => n * length, 1), 0);
  const asked = task.questions.slice(0, questions);
  const options = {
    documentsPerBatch: 128,
    newTokens: 8,
    precision: 'bfloat16',
    f1: true,
  } as const;
  answerQuestions(model, tokenizer, asked.slice(0, options.documentsPerBatch), options);
  const asking = performance.now();
  answerQuestions(model, tokenizer, asked, options);
  const questionsPerSecond = (asked.length * 1000) / (performance.now() - asking);
  return {
    name,
    parameters,
    documentsPerSecond,
    textTokensPerSecond,
    utilization: (6 * parameters * textTokensPerSecond) / peak,
    peakBytes: peakMemory(device),
    questionsPerSecond,
    hoursOfTraining: documentsShown() / documentsPerSecond / 3600,
  };
}

/** Documents that one seed of the main experiment shows, over all its stages and epochs. */
function documentsShown(): number {
  const dataset = buildDataset(main.data, inventedPeople(4000, 600), { first: 600, second: 0 });
  return main.stages.reduce(
    (sum, { train, epochs }) => sum + epochs * trainingDocuments(dataset, train).length,
    0,
  );
}
