import { commandLine } from '../../terminal/command-line.js';
import type { Task, TaskStage } from '../tasks/task-graph.js';
import { isAlive, type TaskState } from './commands.js';
import type { FollowedJob } from './follower.js';
import {
  eventsFile,
  isCancelled,
  type PlannedTask,
  readSubmissions,
  type Submission,
  slurmId,
} from './submission.js';

/** A task of an earlier submission that waits or runs. */
export interface LiveTask {
  readonly submission: Submission;
  readonly task: PlannedTask;
}

/** The tasks of a runs folder's submissions that wait or run, the newest submission last. */
export function liveTasks(runsFolder: string, states: readonly TaskState[]): LiveTask[] {
  const alive = new Set(states.filter(isAlive).map(({ job, task }) => `${job}_${task}`));
  return readSubmissions(runsFolder).flatMap((submission) =>
    submission.plan.tasks
      .filter((task) => alive.has(slurmId(submission, task) ?? ''))
      .filter((task) => !isCancelled(submission.folder, task.name))
      .map((task) => ({ submission, task })),
  );
}

/** What live tasks make of a task. */
export interface Shares {
  /** Those that make some of it, each once. */
  readonly jobs: readonly LiveTask[];
  /** Whether they make all of it. */
  readonly isWhole: boolean;
}

/** Which live tasks make the stages of a task. */
export function sharesOf({ stages }: Pick<Task, 'stages'>, live: readonly LiveTask[]): Shares {
  const makers = stages.map((stage) => live.findLast(({ task }) => makes(task, stage)));
  const jobs = [...new Set(makers)].filter((one) => one !== undefined);
  return { jobs, isWhole: makers.every((one) => one !== undefined) };
}

/** Training tests as well, but testing does not train. */
function makes({ stages }: Pick<PlannedTask, 'stages'>, wanted: TaskStage): boolean {
  return stages.some(
    ({ folder, kind }) =>
      folder === wanted.folder &&
      (kind === wanted.kind || (kind === 'train' && wanted.kind === 'test')),
  );
}

/** How a task of a submission is followed. */
export function followedJob(submission: Submission, task: PlannedTask): FollowedJob {
  const run = submission.plan.runs[task.run];
  const words = ['credence', 'logs', run?.experiment.name ?? '', '--seed', `${run?.seed ?? ''}`];
  return {
    slurmId: slurmId(submission, task) ?? '',
    eventsFile: eventsFile(submission.folder, task.name),
    logCommand: commandLine([...words, '--runs', submission.plan.runsFolder]),
  };
}
