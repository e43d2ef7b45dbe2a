import type { Dataset } from '../data/dataset.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkWritable } from '../files/writable.js';
import { chosenDevices } from '../plan/chosen-devices.js';
import { planOf } from '../plan/plan.js';
import { checkDisk, type WeightPlan, weightPlan } from '../plan/weight-plan.js';
import { isPartlyTestable, workLines } from '../plan/work-lines.js';
import { seedsText } from '../report/seeds-text.js';
import { readAtStart } from '../runs/folder.js';
import { atCommit } from '../runs/hub-commit.js';
import { defaultJobs, jobsWithRoom, LocalExecutor } from '../runs/local-executor.js';
import { Progress } from '../runs/progress.js';
import { seedsTogether } from '../runs/seeds-together.js';
import { trainSeeds, type WorkOutcome } from '../runs/train-seeds.js';
import { type ExperimentWork, experimentWork, seedsToDo } from '../runs/work/experiment-work.js';
import { outputWidth, printError } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { parseDevices } from '../text/device-name.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';

/** Where and how an experiment is trained. */
export interface RunOptions {
  readonly runs: string;
  /** Runs at a time; default: cores / threads. */
  readonly jobs?: number | undefined;
  readonly execution: Execution;
  /** Called before something is trained, when all is checked; default: nothing. */
  readonly note?: () => void;
  /** Whether weights that are to be kept and were not are made again; default: false. */
  readonly retrain?: boolean | undefined;
  /** Folders of stages that later experiments of the same command start from; default: none. */
  readonly needed?: readonly string[] | undefined;
  /** The command that tests finished stages from their weights. */
  readonly evaluateCommand?: string | undefined;
  /** What of data was said already, which the experiments of a list need not say again. */
  readonly said?: Set<string>;
}

/** A signal ended the work; finished stages are kept. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Throws a UserError of one sentence where runs cannot be written, or where the device is not
 * there: an explicit accelerator, for which the engine is loaded.
 */
export async function checkFolderAndDevice({
  runs,
  execution: { device },
}: Pick<RunOptions, 'runs' | 'execution'>): Promise<void> {
  checkWritable(runs);
  if (parseDevices(device)?.[0]?.kind !== 'accelerator') return;
  const { resolveDevices } = await import('../tensor/index.js');
  resolveDevices(device);
}

/**
 * Trains whatever of an experiment is not finished, showing progress on standard error. Gives back
 * whether every seed came to its end; it says which did not, and why: damaged, failed, or under way
 * in another process. Throws Stopped after a signal, and a UserError where nothing can be trained.
 */
export async function runExperiment(written: Experiment, options: RunOptions): Promise<boolean> {
  const workOf = (one: Experiment): ExperimentWork =>
    experimentWork(one, options.runs, { ...options.execution, remakesWeights: options.retrain });
  const before = workOf(written);
  const toDo = seedsToDo(before);
  const ready = toDo.length === 0 ? null : await readied(written, toDo, options);
  const experiment = ready?.experiment ?? written;
  // Which commit of the hub it is may decide what is missing.
  const work = experiment === written ? before : workOf(experiment);
  const { damaged } = work;
  const missing = seedsToDo(work);
  if (ready !== null && missing.length > 0) {
    announce(ready, work, options);
    options.note?.();
  }
  const { name } = experiment;
  const progress = new Progress(name, missing.length + damaged.size, process.stderr);
  for (const [seed, message] of damaged) {
    const time = Date.now();
    progress.show({ kind: 'failed', experiment: name, seed, message, forAll: false, time });
  }
  const outcome =
    ready !== null && missing.length > 0
      ? await trainMissing(ready, missing, options, progress)
      : null;
  const [failed, stopped] = [[...(outcome?.failed.keys() ?? [])], outcome?.stopped ?? []];
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
  say('failed', failed, '; see the errors above: what was finished before them is kept');
  say('not finished', stopped, '; run the same command to resume them');
  say('being trained by other processes', left);
  return damaged.size + failed.length + stopped.length + left.length === 0;
}

/**
 * Says on standard error what is reused, tested from weights and trained again, and why, before any
 * of it begins. Throws a UserError where the weights that are kept have no room.
 */
function announce(
  { experiment, weights }: Readied,
  work: ExperimentWork,
  { runs, jobs, execution, evaluateCommand }: RunOptions,
): void {
  checkDisk(weights, work, runs);
  const say = (line: string): void => printError(...wrapped(line, outputWidth()));
  const atATime = jobs ?? defaultJobs(execution.threads, 'cpu');
  for (const line of workLines(work, atATime)) say(`${experiment.name}: ${line}`);
  if (evaluateCommand !== undefined && isPartlyTestable(work))
    say(
      `${experiment.name}: the weights that are kept answer a part of this without training: ` +
        `stop this and use ${evaluateCommand}`,
    );
}

/** An experiment that can be trained, with its checkpoint on this machine. */
interface Readied {
  readonly experiment: Experiment;
  /** Runs at a time that have room. */
  readonly workers: number;
  /** What they are trained on, as `ChosenDevices` has it. */
  readonly device: string;
  readonly weights: WeightPlan;
  /** Of the model; null where they are not known. */
  readonly parameters: number | null;
}

/** Checks an experiment by the data of the first of `seeds`, which are built once, and has its checkpoint fetched. */
async function readied(
  experiment: Experiment,
  seeds: readonly number[],
  options: RunOptions,
): Promise<Readied> {
  await checkFolderAndDevice(options);
  // Faulty data would fail in every worker: here they do it once, and before any is started.
  const { data, dataset } = planOf(experiment, seeds[0]);
  if (!options.said?.has(data))
    printError(...wrapped(`${experiment.name}: ${data}`, outputWidth()));
  options.said?.add(data);
  await ensureCheckpoint(experiment);
  const ready = atCommit(experiment);
  const { device, said } = await chosenDevices(ready, options.execution, dataset);
  const line = `trains on ${said}`;
  if (!options.said?.has(line))
    printError(...wrapped(`${experiment.name}: ${line}`, outputWidth()));
  options.said?.add(line);
  const { workers, parameters } = await rehearsed(ready, dataset, seeds, { ...options, device });
  const weights = weightPlan(ready, options.runs, options.execution, parameters);
  return { experiment: ready, workers, device, weights, parameters };
}

/**
 * Looks at what every run would meet (`rehearse`), and says on standard error what is worth knowing.
 * Gives back how many runs at a time have room: `jobs` where they are given, which is a UserError
 * if they have not; and the numbers of the model, null where they are not known.
 */
async function rehearsed(
  experiment: Experiment,
  dataset: Dataset | null,
  [seed = 0, ...others]: readonly number[],
  { runs, jobs, execution: { threads }, device }: RunOptions & { readonly device: string },
): Promise<{ readonly workers: number; readonly parameters: number | null }> {
  const { rehearse } = await import('../runs/learners/rehearsal.js');
  const { checkWords } = await import('../runs/learners/unknown-words.js');
  const onCpu = device === 'cpu';
  const read = readAtStart(experiment, runs, seed);
  const { notes, runsAtATime, parameters } = rehearse(read, dataset, { seed, onCpu });
  checkWords(others, (one) => readAtStart(experiment, runs, one));
  const text = `${experiment.name}: ${notes.join('; ')}`;
  if (notes.length > 0) printError(...wrapped(text, outputWidth()));
  return { workers: jobsWithRoom({ jobs, threads, device, room: runsAtATime }), parameters };
}

async function trainMissing(
  { experiment, workers, device, parameters }: Readied,
  seeds: readonly number[],
  options: RunOptions,
  progress: Progress,
): Promise<WorkOutcome> {
  const { runs: runsFolder, retrain: remakesWeights, needed } = options;
  const wanted = { ...options.execution, device };
  const sizes = { parameters, seeds: seeds.length, workers };
  const execution = { ...wanted, batchSeeds: seedsTogether({ execution: wanted, ...sizes }) };
  const work = { experiment, seeds, runsFolder, execution, remakesWeights, needed };
  const outcome = await trainSeeds(new LocalExecutor(workers), work, (event) =>
    progress.show(event),
  ).finally(() => progress.end());
  if (outcome.isInterrupted) throw new Stopped();
  return outcome;
}
