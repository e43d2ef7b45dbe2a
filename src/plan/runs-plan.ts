import type { Experiment } from '../experiment/experiment.js';
import { trainingMemory } from '../experiment/models/memory.js';
import type { RunOrder } from '../runs/executor.js';
import { openRuns, type Task, taskGraph } from '../runs/tasks/task-graph.js';
import { type ExperimentWork, seedsToDo } from '../runs/work/experiment-work.js';
import type { ExperimentCost } from './cost.js';
import type { StagePlan } from './plan.js';
import type { WeightPlan } from './weight-plan.js';

/** An experiment of several, and what a plan of it alone says. */
export interface PlannedExperiment {
  readonly order: Omit<RunOrder, 'seed'>;
  readonly stages: readonly StagePlan[];
  readonly work: ExperimentWork;
  readonly weights: WeightPlan;
  readonly cost: ExperimentCost | null;
  /** Numbers of the model; null where they are not known. */
  readonly parameters: number | null;
}

/** What is done of one experiment beside others. */
export interface ExperimentShare {
  readonly experiment: string;
  readonly seeds: number;
  readonly finishedSeeds: number;
  readonly damagedSeeds: number;
  /** Trainings of a stage that it needs, those of all seeds. */
  readonly trainings: number;
  /** Those of them that another of the experiments needs too, and that come before it in the list. */
  readonly shared: number;
  /** Stages that are tested from kept weights. */
  readonly tests: number;
  /** Of the trainings that are not shared; null where it is not known. */
  readonly seconds: number | null;
  /** Of the weights that these keep; null where their size is not known. */
  readonly weightBytes: number | null;
}

/** What several experiments take together. */
export interface RunsPlan {
  readonly experiments: readonly ExperimentShare[];
  /** Of all work, one after the other, and so many at a time; null where it is not known. */
  readonly seconds: { readonly work: number; readonly all: number } | null;
  /** At least, of the largest model with gradients and moments; null where its size is not known. */
  readonly runBytes: number | null;
}

/**
 * What the runs of several experiments take together, with each stage that several share once.
 *
 * @param jobs runs at a time
 */
export function runsPlan(
  planned: readonly PlannedExperiment[],
  runsFolder: string,
  jobs: number,
): RunsPlan {
  const owners: number[] = [];
  const runs = planned.flatMap(({ order, work }, index) =>
    seedsToDo(work).map((seed): RunOrder => {
      owners.push(index);
      return { ...order, seed };
    }),
  );
  const { tasks } = taskGraph(openRuns({ runs, runsFolder }));
  const secondsOf = (task: Task): number | null => {
    const one = planned[owners[task.run] ?? 0];
    if (one?.cost == null) return null;
    const { oneSeed } = one.cost;
    return task.stages.reduce((sum, { stage }) => sum + oneSeed * shareOf(one, stage), 0);
  };
  const experiments = planned.map((one, index): ExperimentShare => {
    const needed = tasks.filter(({ sharedBy }) => sharedBy.some((run) => owners[run] === index));
    const own = needed.filter(({ run }) => owners[run] === index);
    const trained = (some: readonly Task[]): number =>
      some.flatMap(({ stages }) => stages).filter(({ kind }) => kind !== 'test').length;
    return {
      ...countsOf(one),
      trainings: trained(needed),
      shared: trained(needed) - trained(own),
      tests: needed.flatMap(({ stages }) => stages).filter(({ kind }) => kind === 'test').length,
      seconds: sumOf(own.map(secondsOf)),
      weightBytes: weightBytesOf(one, new Set(own.flatMap((task) => foldersOf(task)))),
    };
  });
  const work = sumOf(tasks.map(secondsOf));
  const all = work === null ? null : timeOf(tasks, (task) => secondsOf(task) ?? 0, jobs);
  const sizes = planned.map(({ parameters, order: { experiment } }) =>
    parameters === null ? null : memoryOf(parameters, experiment),
  );
  return {
    experiments,
    seconds: work === null || all === null ? null : { work, all },
    runBytes: sizes.includes(null) ? null : Math.max(0, ...sizes.map((size) => size ?? 0)),
  };
}

const foldersOf = ({ stages }: Task): string[] => stages.map(({ folder }) => folder);

const memoryOf = (parameters: number, { stages }: Experiment): number =>
  trainingMemory(
    parameters,
    stages.map(({ optimizer }) => optimizer.kind),
  ).bytes;

function countsOf({ order: { experiment }, work: { stages, damaged } }: PlannedExperiment) {
  const open = new Set(stages.filter(({ isFinished }) => !isFinished).map(({ seed }) => seed));
  const seeds = experiment.seeds.first.length;
  return {
    experiment: experiment.name,
    seeds,
    finishedSeeds: seeds - open.size - damaged.size,
    damagedSeeds: damaged.size,
  };
}

/** What a stage is of a seed's time, by the documents that it shows. */
function shareOf({ stages, work }: PlannedExperiment, name: string): number {
  const shown = ({ documents, epochs }: StagePlan): number => documents * epochs;
  const [first] = work.stages;
  const times = (stage: string): number =>
    work.stages.filter((one) => one.seed === first?.seed && one.stage === stage).length || 1;
  const all = stages.reduce((sum, one) => sum + shown(one) * times(one.stage), 0);
  const own = stages.find(({ stage }) => stage === name);
  return own === undefined || all === 0 ? 0 : shown(own) / all;
}

function weightBytesOf(
  { work, weights: { bytesOfStage } }: PlannedExperiment,
  folders: ReadonlySet<string>,
): number | null {
  const trained = work.stages.filter(
    ({ folder, kind }) => kind.startsWith('train') && folders.has(folder),
  );
  const kept = trained.reduce((sum, { lacksWeights }) => sum + lacksWeights.length, 0);
  if (kept === 0) return 0;
  return bytesOfStage === null ? null : kept * bytesOfStage;
}

/** Null where one of them is. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}

/** Seconds until all tasks are done, so many at a time, each after those that it waits for. */
function timeOf(tasks: readonly Task[], secondsOf: (task: Task) => number, jobs: number): number {
  const slots = Array.from({ length: jobs }, () => 0);
  const ends = new Map<string, number>();
  for (const task of tasks) {
    const free = Math.min(...slots);
    const start = Math.max(free, ...task.after.map((id) => ends.get(id) ?? 0));
    const end = start + secondsOf(task);
    slots[slots.indexOf(free)] = end;
    ends.set(task.id, end);
  }
  return Math.max(0, ...slots);
}
