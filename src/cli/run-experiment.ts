import { Progress } from '../runs/progress.js';
import { unfinishedSeeds } from '../runs/status.js';
import { defaultJobs, runWorkers } from '../runs/workers.js';
import { checkWritable } from '../runs/writable.js';
import type { Experiment } from '../stages/experiment.js';
import { factTableLine } from './fact-table-line.js';
import { dataOf } from './plan.js';

/** Where and how an experiment is trained. */
export interface RunOptions {
  readonly runs: string;
  /** Runs at a time; default: cores / threads. */
  readonly jobs?: number | undefined;
  readonly threads: number;
  readonly device: string;
}

/** A signal ended the work; finished stages are kept. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Trains whatever of an experiment is not finished, showing progress on standard error. Gives back
 * whether every seed came to its end; those that failed have been reported. Throws Stopped after a
 * signal, and a UserError where the folder cannot be written.
 */
export async function runExperiment(
  experiment: Experiment,
  { runs: runsFolder, jobs, threads, device }: RunOptions,
): Promise<boolean> {
  const seeds = unfinishedSeeds(experiment, runsFolder);
  if (seeds.length === 0) return true;
  checkWritable(runsFolder);
  // Faulty data would fail in every worker: here they do it once, and before any is started.
  const { table } = dataOf(experiment, seeds[0]);
  process.stderr.write(`${experiment.name}: ${factTableLine(table)}\n`);
  const progress = new Progress(experiment.name, seeds.length, process.stderr);
  const setting = { experiment, runsFolder, device, threads };
  const workers = jobs ?? defaultJobs(threads, device);
  const { failed, stopped } = await runWorkers(setting, seeds, workers, progress).finally(() =>
    progress.end(),
  );
  if (stopped) throw new Stopped();
  return failed.size === 0;
}
