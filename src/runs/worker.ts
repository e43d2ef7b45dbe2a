/** @module A worker process: trains the seeds that its parent names, one after the other. */
import { setImmediate } from 'node:timers/promises';
import { loadAnalyses } from '../analyses/stage-analyses.js';
import { checkAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import { fileErrorText, WriteError } from '../files/file-errors.js';
import { LockedError } from '../files/lock.js';
import type { RunEvent } from './events.js';
import { layout } from './folder.js';
import type { Order } from './local-executor.js';
import { stopSignals } from './stop-signals.js';

/** Least milliseconds between two steps that are reported. */
const stepEveryMs = 200;

let stopping = false;

function tell(event: RunEvent): void {
  if (process.connected) process.send?.(event);
}

async function trainSeed({ work, seed }: Extract<Order, { kind: 'train' }>): Promise<void> {
  const of = { experiment: work.experiment.name, seed };
  let loaded = false;
  try {
    const { trainRun } = await import('./train-run.js');
    const experiment = checkAnalyses(work.experiment);
    const analyses = await loadAnalyses(experiment);
    loaded = true;
    const runs = layout(experiment, work.runsFolder).get(seed) ?? [];
    let reported = 0;
    const setting = { ...work, experiment, runs, analyses, isStopped: () => stopping };
    for (const event of trainRun(setting)) {
      const now = performance.now();
      if (event.kind !== 'step' && event.kind !== 'testing') tell(event);
      else if (now - reported > stepEveryMs) {
        tell(event);
        reported = now;
      }
      await setImmediate();
    }
  } catch (error) {
    const { message, stack } = error as Error;
    const time = Date.now();
    if (error instanceof LockedError) {
      tell({ ...of, kind: 'left', message, time });
      return;
    }
    const shown = error instanceof UserError ? message : (fileErrorText(error) ?? stack ?? message);
    const forAll = !loaded || error instanceof WriteError;
    const lostDevice = loaded && (await import('../tensor/index.js')).isDeviceFailure(error);
    tell({ ...of, kind: 'failed', message: shown, forAll, lostDevice, time });
  }
}

function stop(): void {
  stopping = true;
}

// Slurm sends SIGTERM, or what a job asks for, before it takes a node away; a closed terminal SIGHUP.
for (const signal of stopSignals) process.on(signal, stop);
process.on('disconnect', stop);
process.on('message', (order: Order) => {
  if (order.kind === 'stop') stop();
  else void trainSeed(order);
});
