/** @module A worker process: trains the seeds that its parent names, one or several at a time. */
import { setImmediate } from 'node:timers/promises';
import { loadAnalyses } from '../analyses/stage-analyses.js';
import { checkAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import { fileErrorText, WriteError } from '../files/file-errors.js';
import { LockedError } from '../files/lock.js';
import type { RunEvent } from './events.js';
import { layout } from './folder.js';
import type { Order } from './local-executor.js';

/** Least milliseconds between two steps that are reported. */
const stepEveryMs = 200;

let stopping = false;

function tell(event: RunEvent): void {
  if (process.connected) process.send?.(event);
}

async function trainSeeds({ work, seeds }: Extract<Order, { kind: 'train' }>): Promise<void> {
  const of = { experiment: work.experiment.name };
  /** Those that have not come to an end. */
  const open = new Set(seeds);
  let loaded = false;
  const fail = async (seed: number, error: unknown): Promise<void> => {
    open.delete(seed);
    tell({ ...of, seed, ...(await ending(error, loaded)), time: Date.now() });
  };
  try {
    const { trainRun } = await import('./train-run.js');
    const { trainTogether } = await import('./train-together.js');
    const experiment = checkAnalyses(work.experiment);
    const analyses = await loadAnalyses(experiment);
    loaded = true;
    const all = layout(experiment, work.runsFolder);
    const settings = seeds.map((seed) => ({
      ...{ ...work, experiment, analyses },
      runs: all.get(seed) ?? [],
    }));
    const [first] = settings;
    const isOne = first !== undefined && settings.length === 1;
    const reported = new Map<number, number>();
    for (const event of isOne ? trainRun(first) : trainTogether(settings)) {
      const now = performance.now();
      if (event.kind === 'error') await fail(event.seed, event.error);
      else if (event.kind !== 'step') tell(event);
      else if (now - (reported.get(event.seed) ?? 0) > stepEveryMs) {
        tell(event);
        reported.set(event.seed, now);
      }
      if (event.kind === 'run-finished') open.delete(event.seed);
      await setImmediate();
      if (stopping && open.size > 0) {
        for (const seed of open) tell({ ...of, seed, kind: 'stopped', time: Date.now() });
        return;
      }
    }
  } catch (error) {
    for (const seed of open) await fail(seed, error);
  }
}

/** How a run ends whose error this is: it failed, or is left to another process. */
async function ending(error: unknown, loaded: boolean) {
  const { message, stack } = error as Error;
  if (error instanceof LockedError) return { kind: 'left', message } as const;
  const shown = error instanceof UserError ? message : (fileErrorText(error) ?? stack ?? message);
  const forAll = !loaded || error instanceof WriteError;
  const lostDevice = loaded && (await import('../tensor/index.js')).isDeviceFailure(error);
  return { kind: 'failed', message: shown, forAll, lostDevice } as const;
}

function stop(): void {
  stopping = true;
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.on('message', (order: Order) => {
  if (order.kind === 'stop') stop();
  else void trainSeeds(order);
});
