import { layout } from '../runs/folder.js';
import { Progress } from '../runs/progress.js';
import { readDone } from '../runs/resume.js';
import { defaultJobs, runWorkers } from '../runs/workers.js';
import { checkWritable } from '../runs/writable.js';
import type { Experiment } from '../stages/experiment.js';

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
 * First seeds of an experiment of which some stage is missing, in its order. Throws a UserError
 * that names a damaged file.
 */
export function unfinishedSeeds(experiment: Experiment, runsFolder: string): number[] {
  return [...layout(experiment, runsFolder)]
    .filter(([, runs]) => runs.map(readDone).includes(null))
    .map(([seed]) => seed);
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
  const progress = new Progress(experiment.name, seeds.length, process.stderr);
  const setting = { experiment, runsFolder, device, threads };
  const workers = jobs ?? defaultJobs(threads, device);
  const { failed, stopped } = await runWorkers(setting, seeds, workers, progress).finally(() =>
    progress.end(),
  );
  if (stopped) throw new Stopped();
  return failed.size === 0;
}
