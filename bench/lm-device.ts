import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainExperiment as main } from '../experiments/fig3-main.js';
import type { Document } from '../src/data/documents.js';
import { UserError } from '../src/errors/user-error.js';
import { answerQuestions } from '../src/evaluation/answers.js';
import { datasetOf } from '../src/runs/seed-data.js';
import {
  numel,
  peakMemory,
  releaseMemory,
  resetPeakMemory,
  resolveDevice,
  synchronize,
} from '../src/tensor/index.js';
import { quoted } from '../src/text/printable.js';
import { Trainer } from '../src/training/trainer.js';
import { TrainingDocuments } from '../src/training/training-documents.js';
import { inventedPeople } from './invented-people.js';
import { measurePeers, type PeersMeasured } from './lm-device-peers.js';
import {
  type LmTask,
  lmTask,
  modelOfShape,
  quickTask,
  type Shape,
  textTokens,
  writeLmTask,
} from './lm-task.js';
import { type Result, whereMeasured } from './results.js';
import { showProgress } from './rounds.js';
import { median } from './samples.js';

/** A shape with the name of the model that it is. */
interface NamedShape extends Shape {
  readonly name: string;
}

/** Models of the paper whose shapes are measured, with random weights. */
const shapes: readonly NamedShape[] = [
  { name: 'Pythia-410M', layers: 24, width: 1024, heads: 16 },
  { name: 'Pythia-2.8B', layers: 32, width: 2560, heads: 32 },
];
const quickShapes: typeof shapes = [{ name: 'tiny', layers: 1, width: 32, heads: 2 }];

/** Dense products of an H100 SXM in bfloat16, FLOP/s, by its maker's data sheet. */
const peak = 989e12;

/** Steps before those that count: memory is taken and kernels are chosen in them. */
const stepsToWarmUp = 3;

/** How questions are answered, as the paper does for CVDB. */
const answering = { testBatch: 128, newTokens: 8 } as const;

/** What ours did on the device. */
interface OursMeasured {
  readonly name: string;
  readonly parameters: number;
  readonly documentsPerSecond: number;
  /** 6 x parameters x tokens of text a second, of `peak`. */
  readonly utilization: number;
  readonly peakBytes: number;
  readonly questionsPerSecond: number;
  /** Of the training of the main experiment, one seed. */
  readonly hoursOfTraining: number;
}

/** Results of the device's benchmark. */
export interface DeviceOptions {
  readonly device: string;
  readonly tokenizer: string;
  /** Steps that count. */
  readonly rounds: number;
  readonly peers: boolean;
  readonly quick: boolean;
  /** Of one of the models by its name, in any case; default: of all. */
  readonly model?: string | undefined;
}

/** The shapes that are asked for; a UserError that lists all where the name is unknown. */
function shapesOf({ quick, model }: Pick<DeviceOptions, 'quick' | 'model'>): typeof shapes {
  const chosen = shapes.filter(
    ({ name }) => model === undefined || name.toLowerCase() === model.toLowerCase(),
  );
  if (chosen.length > 0) return quick ? quickShapes : chosen;
  throw new UserError(
    `--model: unknown model ${quoted(model)}: use ${shapes.map(({ name }) => name).join(' or ')}`,
  );
}

/** Training and answering of the paper's models on one device, and Python's in the same run. */
export async function benchLmOnDevice(options: DeviceOptions): Promise<Result> {
  const { peers, quick, rounds, tokenizer } = options;
  const chosen = shapesOf(options);
  const device = resolveDevice(options.device);
  const where = whereMeasured(1, device);
  const task = quick ? quickTask(lmTask(tokenizer, { people: 400 })) : lmTask(tokenizer);
  const asked = task.questions.slice(0, quick ? 32 : 512);
  const rows: string[][] = [];
  const values: object[] = [];
  for (const shape of chosen) {
    const folder = mkdtempSync(join(tmpdir(), 'credence-bench-'));
    try {
      const own = measureOurs(task, shape, {
        asked,
        device,
        folder: peers ? folder : null,
        steps: rounds,
      });
      const how = { ...answering, device, steps: rounds, stepsToWarmUp };
      const theirs = peers ? await measurePeers(folder, how) : null;
      rows.push(...rowsOf(task, own, theirs, asked.length));
      values.push({ ...own, peers: theirs });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  showProgress('');
  const headings = ['who', 'parameters', 'documents/s', 'MFU', 'peak memory, GB', 'questions/s'];
  return {
    name: ['lm', device.startsWith('cuda') ? 'one GPU' : device, options.model]
      .filter((part) => part !== undefined)
      .join(', '),
    what:
      'Models of the paper with random weights at its main experiment: bfloat16 over float32 ' +
      `weights, steps of ${task.stage.documentsPerStep} documents, the median of ${rounds}; ours ` +
      'in mode fast, Trainer and generate as the authors configured them.',
    where,
    table: [[...headings, 'Fig. 3, one seed, hours of training'], ...rows],
    notes: [
      'MFU is 6 x parameters (embeddings included) x tokens of real text a second, of ' +
        `${peak / 1e12} TFLOP/s, an H100's dense products in bfloat16: the end tokens and what ` +
        'the head and attention cost beyond are not counted as work.',
      `Questions are answered ${answering.testBatch} at a time, at most ` +
        `${answering.newTokens} tokens. Hours are of both stages with all their epochs, without ` +
        'tests.',
    ],
    values,
  };
}

/** A row of ours, and one of the peers' with how many times as much ours does. */
function rowsOf(
  { stage }: LmTask,
  own: OursMeasured,
  theirs: PeersMeasured | null,
  questions: number,
): string[][] {
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
  const ours = [
    `${own.name}, credence`,
    `${(own.parameters / 1e6).toFixed(0)} M`,
    own.documentsPerSecond.toFixed(0),
    `${(100 * own.utilization).toFixed(1)} %`,
    gigabytes(own.peakBytes),
    own.questionsPerSecond.toFixed(0),
    own.hoursOfTraining.toFixed(3),
  ];
  if (theirs === null) return [ours];
  const documents = stage.documentsPerStep / theirs.trainerStep;
  const answered = questions / theirs.generation;
  const beside = (value: number, other: number): string =>
    `${other.toFixed(0)} (ours ${(value / other).toFixed(1)}x)`;
  const peers = [
    `${own.name}, Trainer and generate`,
    '',
    beside(own.documentsPerSecond, documents),
    `${((100 * own.utilization * documents) / own.documentsPerSecond).toFixed(1)} %`,
    gigabytes(theirs.peakBytes),
    beside(own.questionsPerSecond, answered),
    ((own.hoursOfTraining * own.documentsPerSecond) / documents).toFixed(3),
  ];
  return [ours, peers];
}

/** Trains and answers; leaves the task for peers in `folder`, where it is given, with the initial weights. */
function measureOurs(
  task: LmTask,
  shape: NamedShape,
  {
    asked,
    device,
    folder,
    steps,
  }: {
    readonly asked: readonly Document[];
    readonly device: string;
    readonly folder: string | null;
    readonly steps: number;
  },
): OursMeasured {
  const { tokenizer, documents, seed, stage } = task;
  showProgress(`${shape.name}, credence`);
  const model = modelOfShape(shape, device);
  try {
    if (folder !== null) writeLmTask(task, model, asked, { folder, checkDocuments: 8 });
    const recipe = { ...stage, precision: 'bfloat16' } as const;
    resetPeakMemory(device);
    const seconds: number[] = [];
    let start = performance.now();
    const data = new TrainingDocuments({ model, tokenizer, documents, recipe, mode: 'fast', seed });
    const trainer = new Trainer({ model, data, recipe, seed, microBatch: 'search' });
    for (const { step } of trainer.run()) {
      synchronize(device);
      const end = performance.now();
      if (step > stepsToWarmUp) seconds.push((end - start) / 1000);
      if (seconds.length === steps) break;
      start = performance.now();
    }
    const peakBytes = peakMemory(device);
    const documentsPerSecond = stage.documentsPerStep / median(seconds);
    const tokensPerSecond = (documentsPerSecond * textTokens(task, documents)) / documents.length;
    const parameters = model.parameters().reduce((sum, { shape }) => sum + numel(shape), 0);
    const asking = { ...answering, precision: 'bfloat16', f1: false } as const;
    answerQuestions(model, tokenizer, asked.slice(0, asking.testBatch), asking);
    const begun = performance.now();
    answerQuestions(model, tokenizer, asked, asking);
    return {
      name: shape.name,
      parameters,
      documentsPerSecond,
      utilization: (6 * parameters * tokensPerSecond) / peak,
      peakBytes,
      questionsPerSecond: (asked.length * 1000) / (performance.now() - begun),
      hoursOfTraining: trainingDocuments() / documentsPerSecond / 3600,
    };
  } finally {
    model.dispose();
    releaseMemory(device);
  }
}

/** Documents that one seed of the main experiment shows, over all its stages and epochs. */
function trainingDocuments(): number {
  const dataset = datasetOf(main, inventedPeople(4000, 600), 600, null);
  return main.stages.reduce(
    (sum, { train, epochs }) => sum + epochs * dataset.trainingDocuments(train).length,
    0,
  );
}
