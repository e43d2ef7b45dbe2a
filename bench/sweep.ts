import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executionOf } from '../src/experiment/execution.js';
import { loadStudy } from '../src/plan/catalogue.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';
import type { RunEvent } from '../src/runs/events.js';
import type { RunOrder } from '../src/runs/executor.js';
import { LocalExecutor } from '../src/runs/local-executor.js';
import { trainSeeds, type WorkOutcome } from '../src/runs/train-seeds.js';
import { trainedExperiments } from '../src/study/resolve-study.js';
import { durationText } from '../src/terminal/duration.js';
import { type Result, whereMeasured } from './results.js';

/** What is trained, and how often a worker is killed. */
export interface SweepOptions {
  /** Runs of a sweep of the quick form of `world`, four seeds an experiment. */
  readonly runs: number;
  readonly kills: number;
  readonly jobs: number;
  /** Of the moments of the kills. */
  readonly seed: number;
}

const seeds = [1, 2, 3, 4];

/** Most milliseconds from the end of a run to a kill. */
const latestMs = 1500;

/** Trains a sweep twice, once while workers are killed, and compares what is on disk. */
export async function benchSweep(options: SweepOptions): Promise<Result> {
  const { kills, jobs } = options;
  const where = whereMeasured(1);
  const orders = await ordersOf(options.runs);
  const root = mkdtempSync(join(tmpdir(), 'credence-sweep-'));
  try {
    const killed = await trained(orders, join(root, 'killed'), options);
    const unbroken = await trained(orders, join(root, 'unbroken'), { ...options, kills: 0 });
    const [files, others] = [killed, unbroken].map(({ folder }) => resultsOf(folder));
    const differing = [...(files ?? [])].filter(([name, text]) => others?.get(name) !== text);
    const isSame = differing.length === 0 && files?.size === others?.size;
    const row = (name: string, one: Trained): string[] => [
      name,
      `${one.outcome.finished.length} of ${orders.length}`,
      String(one.kills.length),
      String(one.retried),
      String(one.firstStages),
      durationText(one.seconds),
    ];
    return {
      name: 'Sweep with workers killed',
      what: 'Runs of a sweep of `world --quick` that ended complete, on one machine.',
      where,
      table: [
        ['', 'complete', 'kills', 'tried again', 'first stages trained', 'time'],
        row('workers killed', killed),
        row('unbroken', unbroken),
      ],
      notes: [
        `${jobs} runs at a time; SIGKILL to a worker ${kills} times, at moments of seed ` +
          `${options.seed}: ${killed.kills.join(', ')} ms after the start.`,
        `Losses, scores, answers and weights are ${isSame ? '' : 'NOT '}the same bytes in both ` +
          `(${files?.size ?? 0} files); ${seeds.length} first stages are what the sweep shares.`,
      ],
      values: { killed: valuesOf(killed), unbroken: valuesOf(unbroken), isSame, ...options },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const valuesOf = ({ outcome, folder: _, ...rest }: Trained) => ({
  ...rest,
  finished: outcome.finished.length,
  failed: outcome.failed.length,
});

async function ordersOf(runs: number): Promise<RunOrder[]> {
  const points = Array.from({ length: Math.ceil(runs / seeds.length) }, (_, at) => at + 1);
  const rates = points.map((point) => point / 10_000).join(',');
  const changes = { quick: true, seeds, sweep: [`stages.stage2.learningRate=${rates}`] };
  const study = await loadStudy('world', changes);
  const execution = executionOf({ device: 'cpu', keepWeights: 'all' });
  const all = trainedExperiments(study).flatMap(({ experiment }) =>
    seeds.map((seed): RunOrder => ({ experiment, seed, execution })),
  );
  return all.slice(0, runs);
}

/** What came of a sweep. */
interface Trained {
  readonly outcome: WorkOutcome;
  readonly folder: string;
  /** Milliseconds after the start. */
  readonly kills: readonly number[];
  readonly retried: number;
  readonly firstStages: number;
  readonly seconds: number;
}

async function trained(
  runs: readonly RunOrder[],
  folder: string,
  { jobs, kills: wanted, seed }: SweepOptions,
): Promise<Trained> {
  const random = new MersenneTwister(seed);
  const start = performance.now();
  const kills: number[] = [];
  let [retried, firstStages, ended] = [0, 0, 0];
  const first = runs[0]?.experiment.stages[0]?.name;
  // Spread over the work: one after so many runs that came to an end, or at the start.
  const every = runs.length / (wanted + 1);
  let planned = 0;
  const kill = (): void => {
    const victims = children();
    const victim = victims[Math.floor(random.random() * victims.length)];
    if (victim === undefined) return;
    kills.push(Math.round(performance.now() - start));
    process.kill(victim, 'SIGKILL');
  };
  const observe = (event: RunEvent): void => {
    if (event.kind === 'retried') retried++;
    if (event.kind === 'stage-begun' && event.stage === first) firstStages++;
    if (event.kind === 'run-finished') ended++;
    if (planned >= wanted || ended < planned * every) return;
    planned++;
    setTimeout(kill, random.random() * latestMs);
  };
  const executor = new LocalExecutor({ jobs, retries: wanted });
  const outcome = await trainSeeds(executor, { runs, runsFolder: folder }, observe);
  const seconds = (performance.now() - start) / 1000;
  return { outcome, folder, kills, retried, firstStages, seconds };
}

/** Ids of the processes that this one has started, as Linux lists them. */
function children(): number[] {
  const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  return text
    .split(' ')
    .filter((id) => id !== '')
    .map(Number);
}

/** Every file of results below a folder, but for those that say when and where they were made. */
function resultsOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const kept = names.filter((name) => /(losses|metrics|answers)\.jsonl$|safetensors$/.test(name));
  return new Map(kept.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}
