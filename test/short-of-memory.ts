// A program that trains one step in little memory; test/out-of-memory.test.ts runs it. Its argument
// is the trainer's microBatch as JSON. Prints what came of it as JSON.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UserError } from '../src/errors/user-error.js';
import { buildModel } from '../src/models/build.js';
import { liveTensors, scope, setThreads } from '../src/tensor/index.js';
import type { EncodedDocument } from '../src/training/encoded-document.js';
import { addGradients } from '../src/training/loss.js';
import { Trainer } from '../src/training/trainer.js';
import { documentBatch } from '../src/training/training-documents.js';
import { smallModel, smallRecipe } from './small-training.js';

/** Bytes of address space that the step may take beyond what the process has before it. */
const room = Number(process.argv[3] ?? 250e6);
const microBatch = JSON.parse(process.argv[2] ?? 'null');

setThreads(1);
const model = buildModel(smallModel(2, 128), { vocabularySize: 100, seed: 1, device: 'cpu' });
const documents = Array.from({ length: 256 }, (_, i): EncodedDocument => {
  const ids = Array.from({ length: 65 }, (_, k) => (i * 7 + k * 11) % 100);
  return { read: null, ids, realTokens: ids.length, targets: ids.length - 1 };
});
const data = {
  stepsPerEpoch: 1,
  nextBatch: () => documentBatch(model, documents, { precision: 'float32' }),
  state: () => ({ stepOfEpoch: 0, generators: {} }),
  restore() {},
};
const recipe = { ...smallRecipe, epochs: 1, learningRate: 1e-3 };
const trainer = new Trainer({ model, data, recipe, seed: 0, microBatch });

// What the first pass of all leaves behind is made before the limit is set.
scope(() => addGradients(model, documents.slice(0, 1), { precision: 'float32', divisor: 1e9 }));
const before = liveTensors();
if (room > 0) {
  const size =
    Number(/VmSize:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${size + room}`]);
}
const report = (outcome: object): void => {
  process.stdout.write(`${JSON.stringify({ ...outcome, kept: liveTensors() - before })}\n`);
};
try {
  const { loss } = trainer.step();
  report({ loss, fits: trainer.state().microBatch });
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  report({ message: error.message });
}
