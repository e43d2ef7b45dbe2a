import type { Dataset } from '../data/dataset.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkWritable } from '../files/writable.js';
import { chosenDevices } from '../plan/chosen-devices.js';
import { planOf } from '../plan/plan.js';
import { checkDisk, type WeightPlan, weightPlan } from '../plan/weight-plan.js';
import { isPartlyTestable, workLines } from '../plan/work-lines.js';
import { seedsText } from '../report/seeds-text.js';
import { removeLeftovers } from '../runs/checkpoints/leftovers.js';
import type { RunEvent } from '../runs/events.js';
import { layout, readAtStart } from '../runs/folder.js';
import { atCommit } from '../runs/hub-commit.js';
import { defaultJobs, jobsWithRoom, LocalExecutor } from '../runs/local-executor.js';
import { Progress } from '../runs/progress.js';
import type { StopSignal } from '../runs/stop-signals.js';
import { seedsTogether } from '../runs/together/seeds-together.js';
import { type RunName, trainSeeds, type WorkOutcome } from '../runs/train-seeds.js';
import { type ExperimentWork, experimentWork, seedsToDo } from '../runs/work/experiment-work.js';
import { outputWidth, printError } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { parseDevices } from '../text/device-name.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';
import type { Cluster } from './slurm/cluster.js';
import { stoppedLines } from './stopped-lines.js';

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
  /** Attempts after the first where the machine failed; default: `defaultRetries`. */
  readonly retries?: number | undefined;
  /** The command that tests finished stages from their weights. */
  readonly evaluateCommand?: string | undefined;
  /** Where it is trained; default: on this machine. */
  readonly cluster?: Cluster | null | undefined;
  /** Told of everything that happens while runs are trained; default: nothing. */
  readonly observe?: ((event: RunEvent) => void) | undefined;
  /** What stands behind the line of progress of the whole; default: nothing. */
  readonly behind?: (() => string) | undefined;
  /** What of data was said already, which the experiments of a list need not say again. */
  readonly said?: Set<string>;
}

/** A signal ended the work; finished stages and checkpoints are kept. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor(readonly signal: StopSignal) {
    super(`stopped by ${signal}`);
  }
}

/** Says on standard error how far the runs of some work are that a signal ended, and throws Stopped. */
export function stopWhereInterrupted(outcome: WorkOutcome): void {
  if (outcome.signal === null) return;
  for (const line of stoppedLines(outcome)) printError(...wrapped(line, outputWidth()));
  throw new Stopped(outcome.signal);
}

/** Following ended before the work did, which goes on. */
export class Detached extends Error {
  override readonly name = 'Detached';

  /** @param cancelCommand ends the work */
  constructor(
    readonly cancelCommand: string,
    readonly signal: StopSignal,
  ) {
    super('the jobs go on');
  }
}

/**
 * Throws a UserError of one sentence where runs cannot be written, or where the device is not
 * there: an explicit accelerator, for which the engine is loaded.
 */
export async function checkFolderAndDevice({
  runs,
  execution: { device },
  cluster,
}: Pick<RunOptions, 'runs' | 'execution' | 'cluster'>): Promise<void> {
  checkWritable(runs);
  if (cluster) return;
  if (parseDevices(device)?.[0]?.kind !== 'accelerator') return;
  const { resolveDevices } = await import('../tensor/index.js');
  resolveDevices(device);
}

/** An experiment that is to be trained, and how. */
export interface Trained {
  readonly experiment: Experiment;
  readonly how: RunOptions;
}

/** As `runExperiments`, of one. */
export function runExperiment(experiment: Experiment, how: RunOptions): Promise<boolean> {
  return runExperiments(experiment.name, [{ experiment, how }]);
}

/**
 * Trains whatever of experiments is not finished, the stages that several share once, showing
 * progress on standard error. Gives back whether every seed came to its end, as the disk has it; it
 * says which did not, and why: damaged, failed, or under way in another process. Throws Stopped
 * after a signal, and a UserError where nothing can be trained.
 *
 * @param name of them all, for the progress
 */
export async function runExperiments(name: string, trained: readonly Trained[]): Promise<boolean> {
  let complete = true;
  const waves = wavesOf(trained);
  for (const [index, wave] of waves.entries()) {
    const kept = startsOf(waves.slice(index + 1).flat());
    if (!(await runWave(name, wave, kept))) complete = false;
  }
  return complete;
}

/** Folders of stages that some stage of experiments starts from. */
function startsOf(trained: readonly Trained[]): string[] {
  const all = trained.flatMap(({ experiment, how }) =>
    [...layout(experiment, how.runs).values()].flat(),
  );
  return all.flatMap(({ parent, start }) => [parent, start].flatMap((one) => one?.folder ?? []));
}

/**
 * Parts of a list of experiments that can be trained at a time: one that starts from a stage of
 * another one is looked at only when that is trained.
 */
function wavesOf(trained: readonly Trained[]): Trained[][] {
  const waves: Trained[][] = [];
  let made = new Set<string>();
  for (const one of trained) {
    const own = [...layout(one.experiment, one.how.runs).values()].flat();
    const waits = own.some(({ start }) => start !== null && made.has(start.folder));
    const wave = waits ? undefined : waves.at(-1);
    if (wave === undefined) {
      waves.push([one]);
      made = new Set();
    } else wave.push(one);
    for (const { folder } of own) made.add(folder);
  }
  return waves;
}

/** An experiment, and what is missing of it. */
interface Looked extends Trained {
  readonly ready: Readied | null;
  readonly work: ExperimentWork;
  /** First seeds of which something is missing. */
  readonly missing: readonly number[];
}

async function lookedAt({ experiment: written, how }: Trained): Promise<Looked> {
  const workOf = (one: Experiment): ExperimentWork =>
    experimentWork(one, how.runs, { ...how.execution, remakesWeights: how.retrain });
  removeLeftovers(written, how.runs);
  const before = workOf(written);
  const toDo = seedsToDo(before);
  const ready = toDo.length === 0 ? null : await readied(written, toDo, how);
  const experiment = ready?.experiment ?? written;
  // Which commit of the hub it is may decide what is missing.
  const work = experiment === written ? before : workOf(experiment);
  return { experiment, how, ready, work, missing: ready === null ? [] : seedsToDo(work) };
}

async function runWave(
  name: string,
  trained: readonly Trained[],
  kept: readonly string[],
): Promise<boolean> {
  const looked: Looked[] = [];
  for (const one of trained) looked.push(await lookedAt(one));
  for (const { ready, work, missing, how } of looked)
    if (ready !== null && missing.length > 0) announce(ready, work, how);
  looked.find(({ missing }) => missing.length > 0)?.how.note?.();
  const seeds = looked.flatMap(({ missing, work }) => [...missing, ...work.damaged.keys()]);
  const progress = new Progress(name, seeds.length, process.stderr, {
    isOfSeveral: trained.length > 1,
    behind: looked[0]?.how.behind,
  });
  for (const { experiment, work } of looked)
    for (const [seed, message] of work.damaged) {
      const of = { experiment: experiment.name, seed, time: Date.now() };
      progress.show({ ...of, kind: 'failed', message, forAll: false });
    }
  const outcome = await trainMissing(looked, kept, progress);
  // Of workers that were killed after their last stage was written, and of others' commands.
  for (const { experiment, missing, how } of looked)
    if (missing.length > 0) removeLeftovers(experiment, how.runs);
  let complete = true;
  for (const one of looked) if (!sayOutcome(one, outcome)) complete = false;
  return complete;
}

/** Says which seeds of an experiment did not come to their end; gives back whether all did. */
function sayOutcome({ experiment: { name }, work }: Looked, outcome: WorkOutcome | null): boolean {
  const seedsOf = (runs: readonly RunName[] = []): number[] =>
    runs.flatMap(({ experiment, seed }) => (experiment === name ? [seed] : []));
  const [damaged, failed] = [[...work.damaged.keys()], seedsOf(outcome?.failed)];
  const [stopped, left] = [seedsOf(outcome?.stopped), seedsOf(outcome?.left)];
  const say = (what: string, seeds: readonly number[], hint = ''): void => {
    if (seeds.length === 0) return;
    const listed = seedsText(seeds.toSorted((a, b) => a - b));
    printError(`${name}: seeds ${what}: ${listed}${hint}`);
  };
  say('damaged', damaged, '; fix the errors listed above, then run the same command again');
  say('failed', failed, '; see the errors above: what was finished before them is kept');
  say('not finished', stopped, '; run the same command to resume them');
  say('being trained by other processes', left);
  return damaged.length + failed.length + stopped.length + left.length === 0;
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
  const { device, said } =
    options.cluster?.devices(options.execution.device) ??
    (await chosenDevices(ready, options.execution, dataset));
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
  {
    runs,
    jobs,
    said,
    cluster,
    execution: { threads },
    device,
  }: RunOptions & { readonly device: string },
): Promise<{ readonly workers: number; readonly parameters: number | null }> {
  const { rehearse } = await import('../runs/learners/rehearsal.js');
  const { checkWords } = await import('../runs/learners/unknown-words.js');
  const onCpu = device === 'cpu';
  const read = readAtStart(experiment, runs, seed);
  const { notes, runsAtATime, parameters } = rehearse(read, dataset, { seed, onCpu });
  checkWords(others, (one) => readAtStart(experiment, runs, one));
  const text = notes.join('; ');
  if (text !== '' && !said?.has(text))
    printError(...wrapped(`${experiment.name}: ${text}`, outputWidth()));
  said?.add(text);
  // Of a cluster's nodes nothing is known here.
  const room = cluster ? null : runsAtATime;
  return { workers: jobsWithRoom({ jobs, threads, device, room }), parameters };
}

/** Trains what is missing of experiments; null where nothing is. */
async function trainMissing(
  looked: readonly Looked[],
  kept: readonly string[],
  progress: Progress,
): Promise<WorkOutcome | null> {
  const open = looked.flatMap(({ ready, missing, how }) =>
    ready === null || missing.length === 0 ? [] : [{ ...ready, missing, how }],
  );
  const [first] = open;
  if (first === undefined) return null;
  const jobs = Math.min(...open.map(({ workers }) => workers));
  const { cluster, observe, retries } = first.how;
  const runs = open.flatMap(({ experiment, device, parameters, missing, how }) => {
    const asked = { ...how.execution, device };
    const sizes = { parameters, seeds: missing.length, workers: jobs };
    const batchSeeds = cluster ? 1 : seedsTogether({ execution: asked, ...sizes });
    const execution = { ...asked, batchSeeds };
    return missing.map((seed) => ({ experiment, seed, execution, remakesWeights: how.retrain }));
  });
  const executor = cluster?.executor ?? new LocalExecutor({ jobs, retries });
  const work = { runs, runsFolder: first.how.runs, kept };
  const outcome = await trainSeeds(
    executor,
    work,
    (event) => {
      progress.show(event);
      observe?.(event);
    },
    (underWay) => {
      if (!cluster) progress.sayStopping(underWay);
    },
  ).finally(() => progress.end());
  if (cluster && outcome.signal !== null) throw new Detached(cluster.cancelCommand, outcome.signal);
  stopWhereInterrupted(outcome);
  return outcome;
}
