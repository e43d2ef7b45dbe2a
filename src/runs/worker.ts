/** @module A worker process: works at the tasks that its parent names, one or several at a time. */
import { setImmediate } from 'node:timers/promises';
import { loadAnalyses } from '../analyses/stage-analyses.js';
import { checkAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import { fileErrorText, WriteError } from '../files/file-errors.js';
import { LockedError } from '../files/leases/lease.js';
import { endsRun } from './events.js';
import { layout, type StageRun } from './folder.js';
import { stopSignals } from './stop-signals.js';
import type { OrderedTask, TaskOrder, WorkerMessage, WorkerOrder } from './tasks/worker-process.js';
import type { RunSetting } from './train-run.js';

/** Least milliseconds between two steps that are reported. */
const stepEveryMs = 200;

let stopping = false;

function tell(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

async function work({ tasks, runsFolder, needed }: TaskOrder): Promise<void> {
  const [{ order }] = tasks as readonly [OrderedTask];
  const of = { experiment: order.experiment.name };
  /** Seeds of the tasks that have not come to their end. */
  const open = new Set(tasks.map((task) => task.order.seed));
  let loaded = false;
  const fail = async (seed: number, error: unknown): Promise<void> => {
    open.delete(seed);
    const end = await endOf(error, { loaded, isOne: tasks.length === 1 });
    tell({ ...of, seed, ...end, time: Date.now() });
  };
  try {
    const { trainRun } = await import('./train-run.js');
    const { trainTogether } = await import('./together/train-together.js');
    const experiment = checkAnalyses(order.experiment);
    const analyses = await loadAnalyses(experiment);
    loaded = true;
    const all = layout(experiment, runsFolder);
    const settings = tasks.map((task) => {
      const runs = all.get(task.order.seed) ?? [];
      checkUnchanged(runs, task.folders, experiment.name);
      const own = { experiment, runs, analyses, needed, only: task.folders };
      return { ...task.order, ...own, isStopped: () => stopping };
    });
    const first = settings[0] as RunSetting;
    const reported = new Map<number, number>();
    for (const event of settings.length === 1 ? trainRun(first) : trainTogether(settings)) {
      const { kind, seed } = event;
      const now = performance.now();
      if (kind === 'error') await fail(seed, event.error);
      else if (kind === 'run-finished') tell({ kind: 'task-finished', seed });
      else if (kind !== 'step' && kind !== 'testing') tell(event);
      else if (now - (reported.get(seed) ?? Number.NEGATIVE_INFINITY) > stepEveryMs) {
        tell(event);
        reported.set(seed, now);
      }
      if (kind !== 'error' && endsRun(event)) open.delete(seed);
      await setImmediate();
    }
  } catch (error) {
    for (const seed of open) await fail(seed, error);
  }
}

/** How a task ends with an error: it failed, or its stages are another process's. */
async function endOf(
  error: unknown,
  { loaded, isOne }: { readonly loaded: boolean; readonly isOne: boolean },
) {
  const { message, stack } = error as Error;
  if (error instanceof LockedError) return { kind: 'left', message } as const;
  const shown = error instanceof UserError ? message : (fileErrorText(error) ?? stack ?? message);
  const forAll = !loaded || error instanceof WriteError;
  const engine = loaded ? await import('../tensor/index.js') : null;
  const lostDevice = engine?.isDeviceFailure(error) ?? false;
  const isOfFile = !(error instanceof UserError) && fileErrorText(error) !== null;
  const mayPass = lostDevice || isOfFile;
  const mayPassAlone = !isOne && (engine?.isOutOfMemory(error) ?? false);
  return { kind: 'failed', message: shown, forAll, lostDevice, mayPass, mayPassAlone } as const;
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
