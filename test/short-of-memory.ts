// A program that trains one step in little memory; test/out-of-memory.test.ts runs it. Its argument
// is the micro-batch as JSON. Prints what came of it as JSON.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UserError } from '../src/errors/user-error.js';
import { buildModel } from '../src/models/build.js';
import { liveTensors, scope, setThreads } from '../src/tensor/index.js';
import type { EncodedDocument } from '../src/training/encoded-document.js';
import { addGradients } from '../src/training/loss.js';
import { makeOptimizer } from '../src/training/optimizers/make-optimizer.js';
import { PassSize } from '../src/training/pass-size.js';
import { trainingStep } from '../src/training/step.js';
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
const parameters = model.parameters();
const optimizer = makeOptimizer(parameters, smallRecipe.optimizer);
const passSize = new PassSize(microBatch, 'stages.stage1.');
const recipe = { ...smallRecipe, loss: { tokens: 'all' } } as const;
const trainee = { model, parameters, optimizer, passSize };

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
  const { loss } = trainingStep(trainee, documents, recipe, 1e-3);
  let fits = 0;
  passSize.fit(
    documents.length,
    (most) => (fits = most),
    () => {},
  );
  report({ loss, fits });
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  report({ message: error.message });
}
