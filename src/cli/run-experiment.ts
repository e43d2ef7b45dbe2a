import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkWritable } from '../files/writable.js';
import { planOf } from '../plan/plan.js';
import { seedsText } from '../report/seeds-text.js';
import { Progress } from '../runs/progress.js';
import { unfinishedSeeds } from '../runs/status.js';
import { defaultJobs, runWorkers, type WorkOutcome } from '../runs/local-executor.js';
import { outputWidth } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';

/** Where and how an experiment is trained. */
export interface RunOptions {
  readonly runs: string;
  /** Runs at a time; default: cores / threads. */
  readonly jobs?: number | undefined;
  readonly execution: Execution;
}

/** A signal ended the work; finished stages are kept. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Throws a UserError of one sentence where runs cannot be written, or where the device is not
 * there: an explicit CUDA device, for which the engine is loaded.
 */
export async function checkPlaces({
  runs,
  execution: { device },
}: Pick<RunOptions, 'runs' | 'execution'>): Promise<void> {
  checkWritable(runs);
  if (!device.startsWith('cuda')) return;
  const { resolveDevice } = await import('../tensor/index.js');
  resolveDevice(device);
}

/**
 * Trains whatever of an experiment is not finished, showing progress on standard error. Gives back
 * whether every seed came to its end; it says which did not, and why: damaged, failed, or under way
 * in another process. Throws Stopped after a signal, and a UserError where nothing can be trained.
 */
export async function runExperiment(experiment: Experiment, options: RunOptions): Promise<boolean> {
  const { missing, damaged } = unfinishedSeeds(experiment, options.runs);
  const progress = new Progress(experiment.name, missing.length + damaged.size, process.stderr);
  for (const [seed, damage] of damaged) progress.failed(seed, damage);
  const outcome =
    missing.length > 0 ? await trainSeeds(experiment, missing, options, progress) : null;
  const failed = [...(outcome?.failed.keys() ?? [])];
  const left = outcome?.left ?? [];
  const say = (what: string, seeds: readonly number[], hint = ''): void => {
    if (seeds.length === 0) return;
    const listed = seedsText(seeds.toSorted((a, b) => a - b));
    process.stderr.write(`${experiment.name}: seeds ${what}: ${listed}${hint}\n`);
  };
  say('damaged', [...damaged.keys()], '; to be mended as said above');
  say('not finished', failed, '; the same command goes on with them');
  say('left to other processes', left);
  return damaged.size + failed.length + left.length === 0;
}

async function trainSeeds(
  experiment: Experiment,
  seeds: readonly number[],
  { runs: runsFolder, jobs, execution }: RunOptions,
  progress: Progress,
): Promise<WorkOutcome> {
  await checkPlaces({ runs: runsFolder, execution });
  // Faulty data would fail in every worker: here they do it once, and before any is started.
  const { data } = planOf(experiment, seeds[0]);
  const lines = wrapped(`${experiment.name}: ${data}`, outputWidth());
  process.stderr.write(`${lines.join('\n')}\n`);
  await ensureCheckpoint(experiment);
  const setting = { experiment, runsFolder, execution };
  const { resolveDevice } = await import('../tensor/index.js');
  const workers = jobs ?? defaultJobs(execution.threads, resolveDevice(execution.device));
  const outcome = await runWorkers(setting, seeds, workers, progress).finally(() => progress.end());
  if (outcome.stopped) throw new Stopped();
  return outcome;
}
