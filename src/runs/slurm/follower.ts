import type { RunEvent } from '../events.js';
import type { Task } from '../tasks/task-graph.js';
import type { TaskProgress } from '../tasks/task-progress.js';
import { isAlive, queuedTasks, type TaskState } from './commands.js';
import { type TaskEnded, TaskRecordReader } from './task-record.js';

/** A task of Slurm that is followed: by what it writes, and by what the queue says. */
export interface FollowedJob {
  /** As `17_3`. */
  readonly slurmId: string;
  readonly eventsFile: string;
  /** How to read its log, as a command. */
  readonly logCommand: string;
}

/** A task of some work, and the tasks of Slurm that make it. */
export interface FollowedTask {
  readonly task: Task;
  readonly jobs: readonly FollowedJob[];
}

/** How often is looked, in milliseconds. */
export interface Pace {
  /** At the files of events. */
  readonly filesMs: number;
  /** At the queue; twice as long where there are many tasks or it does not answer. */
  readonly queueMs: number;
}

/** Slurm's administrators ask for no more; files are cheap. */
export const defaultPace: Pace = { filesMs: 2000, queueMs: 5000 };

/**
 * Looks at the queue so often until a task that is not in it counts as ended: what it wrote last may
 * come late over a network's file system.
 */
const looksUntilEnded = 3;

/** What is known of one task of Slurm. */
class JobView {
  readonly #reader: TaskRecordReader;
  isFinished = false;
  end: TaskEnded | null = null;
  attempts = 0;
  #hasBegun = false;
  looksGone = 0;
  state: TaskState | null = null;

  constructor(readonly job: FollowedJob) {
    this.#reader = new TaskRecordReader(job.eventsFile);
  }

  /** Reads on; gives back what happened in the task, and why it was tried again. */
  read(): { readonly events: RunEvent[]; readonly begun: boolean; readonly again: string | null } {
    const events: RunEvent[] = [];
    let again: string | null = null;
    let begun = false;
    for (const record of this.#reader.read()) {
      if (record.kind === 'task-begun') {
        begun = true;
        if (this.attempts++ > 0) again = this.#whyAgain();
        this.#hasBegun = true;
        this.end = null;
      } else if (record.kind === 'task-ended') {
        this.#hasBegun = false;
        this.end = record;
        if (record.end === 'finished') this.isFinished = true;
      } else events.push(record);
    }
    return { events, begun, again };
  }

  #whyAgain(): string {
    if (this.#hasBegun) return 'its process was ended from outside';
    return this.end?.end === 'failed' ? this.end.message : 'it was stopped to make way';
  }

  /** What went wrong with a task that is gone without having finished. */
  fault(): string {
    const { end, state, job } = this;
    if (end?.end === 'failed') return end.message;
    const how =
      state === null
        ? 'Slurm has it no longer in its queue'
        : `Slurm says ${state.state}${state.reason === 'None' ? '' : ` (${state.reason})`}`;
    return `job ${job.slurmId} ended before it was done: ${how}; its log: ${job.logCommand}`;
  }
}

/** Follows tasks of Slurm until each came to its end, and tells a `TaskProgress` of it. */
export class Follower {
  readonly #open: Map<Task, readonly JobView[]>;
  #nextQueue = 0;
  /** Why tasks wait, as it was told. */
  readonly #reasons = new Map<Task, string>();

  constructor(
    followed: readonly FollowedTask[],
    readonly progress: TaskProgress,
    readonly pace: Pace,
  ) {
    this.#open = new Map(
      followed.map(({ task, jobs }) => [task, jobs.map((job) => new JobView(job))]),
    );
  }

  /** Looks once; gives back whether anything is left to follow. */
  async look(): Promise<boolean> {
    this.#readFiles();
    if (performance.now() >= this.#nextQueue && this.#open.size > 0) {
      const isAnswered = await this.#readQueue();
      const isBusy = !isAnswered || this.#open.size > 200;
      this.#nextQueue = performance.now() + this.pace.queueMs * (isBusy ? 2 : 1);
    }
    return this.#open.size > 0;
  }

  #readFiles(): void {
    for (const [task, views] of this.#open) {
      for (const view of views) {
        const { events, begun, again } = view.read();
        if (begun) {
          this.#reasons.delete(task);
          this.progress.begun(task);
        }
        if (again !== null) this.progress.again(task, again);
        for (const event of events) this.progress.observe(task, event);
      }
      if (!views.every(({ isFinished }) => isFinished)) continue;
      this.#open.delete(task);
      this.progress.finished(task);
    }
  }

  /** Whether the queue could be read; where not, nothing is concluded. */
  async #readQueue(): Promise<boolean> {
    let states: TaskState[];
    try {
      states = await queuedTasks();
    } catch {
      return false;
    }
    const byId = new Map(states.map((state) => [`${state.job}_${state.task}`, state]));
    for (const [task, views] of this.#open) {
      for (const view of views) this.#see(view, byId.get(view.job.slurmId) ?? null);
      const gone = views.find(({ looksGone }) => looksGone >= looksUntilEnded);
      const waiting = views.find(({ state }) => state?.state === 'PENDING');
      if (waiting !== undefined) this.#wait(task, waiting.state?.reason ?? '');
      if (gone === undefined) continue;
      this.#open.delete(task);
      // What is on disk counts: the file of events may be what was lost.
      if (this.progress.isMade(task)) this.progress.finished(task);
      else this.progress.failed(task, { message: gone.fault(), forAll: false }, gone.attempts);
    }
    return true;
  }

  #wait(task: Task, reason: string): void {
    if (this.#reasons.get(task) === reason) return;
    this.#reasons.set(task, reason);
    this.progress.queued(task, reason);
  }

  #see(view: JobView, state: TaskState | null): void {
    const isGone = !view.isFinished && (state === null || !isAlive(state));
    view.looksGone = isGone ? view.looksGone + 1 : 0;
    if (state !== null) view.state = state;
  }
}
