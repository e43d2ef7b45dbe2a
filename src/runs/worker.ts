/** @module A worker process: trains the seeds that its parent names, one after the other. */
import { setImmediate } from 'node:timers/promises';
import { loadAnalyses } from '../analyses/stage-analyses.js';
import { checkAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import { fileErrorText, WriteError } from '../files/file-errors.js';
import { LockedError } from '../files/lock.js';
import { layout } from './folder.js';
import type { Order, Reply } from './worker-messages.js';

/** Least milliseconds between two reports of progress. */
const reportEveryMs = 200;

let stopping = false;

function reply(message: Reply): void {
  if (process.connected) process.send?.(message);
}

async function trainSeed({ setting, seed }: Extract<Order, { kind: 'train' }>): Promise<void> {
  let loaded = false;
  try {
    const { trainRun } = await import('./train-run.js');
    const experiment = checkAnalyses(setting.experiment);
    const analyses = await loadAnalyses(experiment);
    loaded = true;
    const runs = layout(experiment, setting.runsFolder).get(seed) ?? [];
    let reported = 0;
    for (const progress of trainRun({ ...setting, experiment, runs, analyses })) {
      if (performance.now() - reported > reportEveryMs) {
        reply({ kind: 'progress', seed, progress });
        reported = performance.now();
      }
      await setImmediate();
      if (stopping) {
        reply({ kind: 'stopped', seed });
        return;
      }
    }
    reply({ kind: 'finished', seed });
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof LockedError) {
      reply({ kind: 'left', seed, message });
      return;
    }
    const shown = error instanceof UserError ? message : (fileErrorText(error) ?? stack ?? message);
    reply({ kind: 'failed', seed, message: shown, forAll: !loaded || error instanceof WriteError });
  }
}

function stop(): void {
  stopping = true;
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.on('message', (order: Order) => {
  if (order.kind === 'stop') stop();
  else void trainSeed(order);
});
