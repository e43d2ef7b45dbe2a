import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setThreads } from '../src/tensor/index.js';
import { counted } from '../src/text/counted.js';
import { benchAnswers } from './lm-answers.js';
import { huggingFaceTrainer, type LmTrainer, ours, type Rounds } from './lm-contestants.js';
import {
  type LmTask,
  lmTask,
  modelOfShape,
  type Shape,
  textTokens,
  writeLmTask,
} from './lm-task.js';
import { amdNote, type Result, whereMeasured } from './results.js';
import { inTurn, ratioText, unrestNotes } from './rounds.js';
import { median } from './samples.js';
import { precisions } from './world-contestants.js';

/** What is measured: a small model with a large vocabulary, or a look in seconds. */
const sizes = {
  full: {
    shape: { layers: 2, width: 256, heads: 4 },
    people: 4000,
    documentsPerStep: 256,
    steps: 1,
    checkDocuments: 64,
    questions: 512,
  },
  quick: {
    shape: { layers: 1, width: 32, heads: 2 },
    people: 200,
    documentsPerStep: 16,
    steps: 1,
    checkDocuments: 8,
    questions: 32,
  },
} as const;

/** Largest difference of the initial losses of ours and a peer's, in nats. */
const lossTolerance = 1e-4;

/** Options of the benchmark. */
export interface LmOptions {
  readonly rounds: number;
  readonly threads: number;
  readonly peers: boolean;
  /** A tokenizer.json, or the folder of one. */
  readonly tokenizer: string;
  readonly quick: boolean;
}

/** Tokens of real text a second of training, and questions a second, beside Python's. */
export async function benchLm(options: LmOptions): Promise<Result[]> {
  const { threads, rounds, peers } = options;
  setThreads(threads);
  const where = whereMeasured(threads);
  const size = options.quick ? sizes.quick : sizes.full;
  const { people, documentsPerStep, shape } = size;
  const whole = lmTask(options.tokenizer, { people });
  const microBatch = documentsPerStep / 2;
  const task = { ...whole, microBatch, stage: { ...whole.stage, documentsPerStep } };
  const folder = mkdtempSync(join(tmpdir(), 'credence-bench-'));
  try {
    const training = await benchTraining(task, shape, { ...options, ...size, folder });
    const { questions } = size;
    const answers = await benchAnswers(task, shape, { rounds, threads, peers, questions, folder });
    return [
      { ...training, where },
      { ...answers, where },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchTraining(
  task: LmTask,
  shape: Shape,
  options: LmOptions & Rounds & { readonly folder: string },
): Promise<Omit<Result, 'where'>> {
  const { rounds, threads, steps } = options;
  const trainers: LmTrainer[] = [];
  try {
    for (const mode of ['fast', 'faithful'] as const)
      for (const precision of precisions)
        trainers.push(ours(task, shape, { mode, precision }, options));
    const own = trainers.length;
    if (options.peers) {
      const folder = join(options.folder, 'training');
      mkdirSync(folder);
      const model = modelOfShape(shape, 'cpu');
      writeLmTask(task, model, [], { ...options, folder });
      model.dispose();
      for (const precision of precisions)
        trainers.push(await huggingFaceTrainer(folder, precision, threads, options));
    }
    checkLosses(trainers);
    const seconds = await inTurn(trainers, rounds);
    const documents = steps * task.stage.documentsPerStep;
    const tokens = textTokens(task, task.documents) / task.documents.length;
    const values = trainers.map(({ name, losses }, i) => {
      const documentsPerSecond = documents / median(seconds[i] ?? []);
      const textTokensPerSecond = tokens * documentsPerSecond;
      return { name, losses, seconds: seconds[i] ?? [], documentsPerSecond, textTokensPerSecond };
    });
    const headings = trainers.slice(0, own).map(({ name }) => `${name} is`);
    return {
      name: `lm training, ${counted(threads, 'thread')}`,
      what:
        `Training at the shapes of the paper's main experiment: Stage 1 of \`fig3-main\` on ` +
        `${task.documents.length.toLocaleString('en')} documents about invented people, ` +
        `${tokens.toFixed(1)} tokens of text each, a GPT-NeoX of ${shape.layers} layers, width ` +
        `${shape.width} and 50,304 tokens; the median of ${rounds} rounds of ` +
        `${counted(steps, 'step')}, ratios the median of those of single rounds.`,
      table: [
        ['who', 'documents/s', 'text tokens/s', ...headings, 'loss before'],
        ...values.map((value, i) => [
          value.name,
          value.documentsPerSecond.toFixed(1),
          value.textTokensPerSecond.toFixed(0),
          ...seconds.slice(0, own).map((mine) => (i < own ? '' : ratioText(mine, value.seconds))),
          Object.values(value.losses)
            .map((loss) => loss.toFixed(5))
            .join(', '),
        ]),
      ],
      notes: [
        `All train with Adafactor in steps of ${task.stage.documentsPerStep} documents, in passes ` +
          `of at most ${task.microBatch}, from the same weights. The Trainer is set ` +
          `up as the paper's authors did: documents padded to ${task.stage.loss.padTo} tokens, ` +
          'padding that bears loss, autocast for bfloat16; credence faithful computes the same ' +
          'thing, fast has one end token and no padding.',
        `Losses are of ${counted(options.checkDocuments, 'document')} in float32; the Trainer's ` +
          'are first with the padding, then without.',
        amdNote,
        ...unrestNotes(seconds),
      ],
      values,
    };
  } finally {
    for (const trainer of trainers) trainer.stop();
  }
}

/** Throws when not all begin with the same loss, mode by mode. */
function checkLosses(trainers: readonly LmTrainer[]): void {
  for (const mode of ['faithful', 'fast'] as const) {
    const known = trainers.filter(({ losses }) => losses[mode] !== undefined);
    const losses = known.map((trainer) => trainer.losses[mode] as number);
    if (Math.max(...losses) - Math.min(...losses) <= lossTolerance) continue;
    const given = known.map(({ name }, i) => `${name} ${losses[i]}`).join('; ');
    throw new Error(`not all train the same thing, by their ${mode} losses at first: ${given}`);
  }
}
