/**
 * @module Trains a checkpoint on Stage 1 of the paper's main experiment, some steps for every line
 * read: `checkpoint-trainer.js FOLDER float32|bfloat16 THREADS STEPS DOCUMENTS_PER_STEP PEOPLE`. In a
 * process of its own, so that its memory is what training takes.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadPretrained } from '../src/checkpoints/checkpoint.js';
import { setThreads } from '../src/tensor/index.js';
import { Trainer } from '../src/training/trainer.js';
import { TrainingDocuments } from '../src/training/training-documents.js';
import { lmTask } from './lm-task.js';

const [folder = '', precision, ...numbers] = process.argv.slice(2);
const [threads = 1, steps = 1, documentsPerStep = 16, people = 4000] = numbers.map(Number);
setThreads(threads);
const { documents, seed, stage, tokenizer } = lmTask(folder, { people });
const model = loadPretrained(folder);
const recipe = {
  ...stage,
  documentsPerStep,
  epochs: 1000,
  precision: precision === 'bfloat16' ? precision : 'float32',
} as const;
const data = new TrainingDocuments({ model, tokenizer, documents, recipe, mode: 'fast', seed });
const trainer = new Trainer({ model, data, recipe, seed });

/** Bytes in memory, now and at most. */
function memory(): { readonly resident: number; readonly peak: number } {
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}

const answer = (values: object): void => void process.stdout.write(`${JSON.stringify(values)}\n`);
answer({});
for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now();
  for (let step = 0; step < steps; step++) trainer.step();
  answer({ seconds: (performance.now() - start) / 1000, ...memory() });
}
