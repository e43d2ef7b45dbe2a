import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkWritable } from '../files/writable.js';
import { planOf } from '../plan/plan.js';
import { seedsText } from '../report/seeds-text.js';
import { atCommit } from '../runs/hub-commit.js';
import { defaultJobs, LocalExecutor } from '../runs/local-executor.js';
import { Progress } from '../runs/progress.js';
import { unfinishedSeeds } from '../runs/status.js';
import { trainSeeds, type WorkOutcome } from '../runs/train-seeds.js';
import { outputWidth, printError } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';

/** Where and how an experiment is trained. */
export interface RunOptions {
  readonly runs: string;
  /** Runs at a time; default: cores / threads. */
  readonly jobs?: number | undefined;
  readonly execution: Execution;
  /** What of data was said already, which the experiments of a list need not say again. */
  readonly said?: Set<string>;
}

/** A signal ended the work; finished stages are kept. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Throws a UserError of one sentence where runs cannot be written, or where the device is not
 * there: an explicit CUDA device, for which the engine is loaded.
 */
export async function checkFolderAndDevice({
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
export async function runExperiment(written: Experiment, options: RunOptions): Promise<boolean> {
  const isFinished = unfinishedSeeds(written, options.runs).missing.length === 0;
  // Which commit of the hub it is may decide what is missing.
  const experiment = isFinished ? written : await readied(written, options);
  const { missing, damaged } = unfinishedSeeds(experiment, options.runs);
  const { name } = experiment;
  const progress = new Progress(name, missing.length + damaged.size, process.stderr);
  for (const [seed, message] of damaged) {
    const time = Date.now();
    progress.show({ kind: 'failed', experiment: name, seed, message, forAll: false, time });
  }
  const outcome =
    missing.length > 0 ? await trainMissing(experiment, missing, options, progress) : null;
  const unfinished = [...(outcome?.failed.keys() ?? []), ...(outcome?.stopped ?? [])];
  const left = outcome?.left ?? [];
  const say = (what: string, seeds: readonly number[], hint = ''): void => {
    if (seeds.length === 0) return;
    const listed = seedsText(seeds.toSorted((a, b) => a - b));
    printError(`${name}: seeds ${what}: ${listed}${hint}`);
  };
  say(
    'damaged',
    [...damaged.keys()],
    '; fix the errors listed above, then run the same command again',
  );
  say('not finished', unfinished, '; run the same command to resume them');
  say('being trained by other processes', left);
  return damaged.size + unfinished.length + left.length === 0;
}

/** The experiment as it can be trained: checked, with its checkpoint on this machine. */
async function readied(experiment: Experiment, options: RunOptions): Promise<Experiment> {
  await checkFolderAndDevice(options);
  // Faulty data would fail in every worker: here they do it once, and before any is started.
  const [seed] = unfinishedSeeds(experiment, options.runs).missing;
  const { data } = planOf(experiment, seed);
  if (!options.said?.has(data))
    printError(...wrapped(`${experiment.name}: ${data}`, outputWidth()));
  options.said?.add(data);
  await ensureCheckpoint(experiment);
  return atCommit(experiment);
}

async function trainMissing(
  experiment: Experiment,
  seeds: readonly number[],
  { runs: runsFolder, jobs, execution }: RunOptions,
  progress: Progress,
): Promise<WorkOutcome> {
  const { resolveDevice } = await import('../tensor/index.js');
  const workers = jobs ?? defaultJobs(execution.threads, resolveDevice(execution.device));
  const work = { experiment, seeds, runsFolder, execution };
  const outcome = await trainSeeds(new LocalExecutor(workers), work, (event) =>
    progress.show(event),
  ).finally(() => progress.end());
  if (outcome.isInterrupted) throw new Stopped();
  return outcome;
}
