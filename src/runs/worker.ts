/** @module A worker process: works at the tasks that its parent names, one after the other. */
import { setImmediate } from 'node:timers/promises';
import { loadAnalyses } from '../analyses/stage-analyses.js';
import { checkAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import { fileErrorText, WriteError } from '../files/file-errors.js';
import { LockedError } from '../files/leases/lease.js';
import { layout, type StageRun } from './folder.js';
import { stopSignals } from './stop-signals.js';
import type { TaskOrder, WorkerMessage, WorkerOrder } from './tasks/worker-process.js';

/** Least milliseconds between two steps that are reported. */
const stepEveryMs = 200;

let stopping = false;

function tell(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

async function work({ order, runsFolder, folders, needed }: TaskOrder): Promise<void> {
  const { seed } = order;
  const of = { experiment: order.experiment.name, seed };
  let loaded = false;
  try {
    const { trainRun } = await import('./train-run.js');
    const experiment = checkAnalyses(order.experiment);
    const analyses = await loadAnalyses(experiment);
    loaded = true;
    const runs = layout(experiment, runsFolder).get(seed) ?? [];
    checkUnchanged(runs, folders, order.experiment.name);
    let reported = 0;
    const own = { experiment, runs, analyses, needed, only: folders };
    for (const event of trainRun({ ...order, ...own, isStopped: () => stopping })) {
      const now = performance.now();
      if (event.kind === 'run-finished') tell({ kind: 'task-finished' });
      else if (event.kind !== 'step' && event.kind !== 'testing') tell(event);
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
    const isOfFile = !(error instanceof UserError) && fileErrorText(error) !== null;
    const mayPass = lostDevice || isOfFile;
    tell({ ...of, kind: 'failed', message: shown, forAll, lostDevice, mayPass, time });
  }
}

/** Throws a UserError where the stages are found elsewhere than when the command began. */
function checkUnchanged(runs: readonly StageRun[], folders: readonly string[], name: string): void {
  if (folders.every((folder) => runs.some((run) => run.folder === folder))) return;
  throw new UserError(
    `a file that ${name} reads has changed since the command began, so that this would be another ` +
      'experiment: put it back, or run the command again for the file as it is now',
  );
}

function stop(): void {
  stopping = true;
}

// Slurm sends SIGTERM, or what a job asks for, before it takes a node away; a closed terminal SIGHUP.
for (const signal of stopSignals) process.on(signal, stop);
process.on('disconnect', stop);
process.on('message', (order: WorkerOrder) => {
  if (order.kind === 'stop') stop();
  else void work(order);
});
