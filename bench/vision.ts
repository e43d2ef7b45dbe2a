import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setThreads } from '../src/tensor/index.js';
import { counted } from '../src/text/counted.js';
import { amdNote, type Result, whereMeasured } from './results.js';
import { inTurn, ratioText, unrestNotes } from './rounds.js';
import { median } from './samples.js';
import { ours, transformers, type VisionTrainer } from './vision-contestants.js';
import { type Form, forms, quickForm, visionTask, writeVisionTask } from './vision-task.js';
import { precisions } from './world-contestants.js';

/** Largest difference of the initial losses of ours and the peer's, in nats. */
const lossTolerance = 1e-4;

/** Options of the benchmark. */
export interface VisionOptions {
  readonly rounds: number;
  readonly threads: number;
  readonly peers: boolean;
  readonly quick: boolean;
}

/** Images a second of training a ConvNeXt V2, beside transformers'. */
export async function benchVision(options: VisionOptions): Promise<Result[]> {
  const { threads, quick } = options;
  setThreads(threads);
  const where = whereMeasured(threads);
  const folder = mkdtempSync(join(tmpdir(), 'credence-bench-'));
  const results: Result[] = [];
  try {
    for (const form of quick ? [quickForm] : forms)
      results.push({ ...(await benchForm(form, options, join(folder, form.name))), where });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

async function benchForm(
  form: Form,
  { rounds, threads, peers }: VisionOptions,
  folder: string,
): Promise<Omit<Result, 'where'>> {
  const task = visionTask(form);
  const trainers: VisionTrainer[] = [];
  try {
    for (const precision of precisions) trainers.push(ours(task, precision));
    const own = trainers.length;
    if (peers) {
      mkdirSync(folder);
      writeVisionTask(task, folder);
      for (const precision of precisions)
        trainers.push(await transformers(folder, precision, threads));
    }
    checkLosses(trainers);
    const seconds = await inTurn(trainers, rounds);
    const values = trainers.map(({ name, loss }, i) => {
      const taken = seconds[i] ?? [];
      return {
        name,
        loss,
        seconds: taken,
        imagesPerSecond: (form.steps * form.images) / median(taken),
      };
    });
    const { depths, widths, kernel, downsampling } = form.model;
    return {
      name: `vision ${form.name}, ${counted(threads, 'thread')}`,
      what:
        `Training a ConvNeXt V2, in images/s: depths ${depths.join(', ')}, widths ` +
        `${widths.join(', ')}, kernel ${kernel}, downsampling ${downsampling.join(', ')}; ` +
        `steps of ${form.images} images of ${form.side} x ${form.side}, forward, backward and ` +
        `AdamW; the median of ${rounds} rounds of ${counted(form.steps, 'step')}, ratios the ` +
        'median of those of single rounds.',
      table: [
        [
          'who',
          'images/s',
          ...trainers.slice(0, own).map(({ name }) => `${name} is`),
          'loss before',
        ],
        ...values.map((value, i) => [
          value.name,
          value.imagesPerSecond.toFixed(1),
          ...seconds.slice(0, own).map((mine) => (i < own ? '' : ratioText(mine, value.seconds))),
          value.loss.toFixed(5),
        ]),
      ],
      notes: [
        "The peer is transformers' ConvNextV2ForImageClassification in a PyTorch loop with fused " +
          'AdamW, from the same weights on the same images; its convolutions are replaced by ' +
          "PyTorch's of another size where the form has another kernel or downsampling than the " +
          'published 7 and 2. bfloat16 is autocast. Losses are in float32.',
        amdNote,
        ...unrestNotes(seconds),
      ],
      values,
    };
  } finally {
    for (const trainer of trainers) trainer.stop();
    task.dispose();
  }
}

/** Throws when not all begin with the same loss. */
function checkLosses(trainers: readonly VisionTrainer[]): void {
  const losses = trainers.map(({ loss }) => loss);
  if (Math.max(...losses) - Math.min(...losses) <= lossTolerance) return;
  const given = trainers.map(({ name, loss }) => `${name} ${loss}`).join('; ');
  throw new Error(`not all train the same thing, by their losses at first: ${given}`);
}
