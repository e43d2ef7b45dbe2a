import { setTimeout as pause } from 'node:timers/promises';
import { EventStream } from '../event-stream.js';
import type { Executor, SubmittedWork, Work } from '../executor.js';
import type { Task } from '../tasks/task-graph.js';
import { TaskProgress } from '../tasks/task-progress.js';
import { queuedTasks } from './commands.js';
import { defaultPace, type FollowedTask, Follower, type Pace } from './follower.js';
import { followedJob, liveTasks, type Shares, sharesOf } from './live-tasks.js';
import type { SlurmRequest } from './request.js';
import { type Submission, slurmId } from './submission.js';
import { submitTasks } from './submit.js';

/** What was handed to Slurm, and what it had already. */
export interface SubmittedJobs {
  /** The new submission's folder; null where nothing new was submitted. */
  readonly folder: string | null;
  /** Numbers of the new job arrays. */
  readonly jobs: readonly string[];
  /** Tasks in them. */
  readonly tasks: number;
  /** Tasks that wait or run already, submitted by an earlier command. */
  readonly attached: number;
}

/** How work is handed to Slurm. */
export interface SlurmExecutorOptions {
  readonly request: SlurmRequest;
  /** Attempts after the first. */
  readonly retries: number;
  /** Node and the command line, absolute, as they are on the nodes as well. */
  readonly program: readonly string[];
  /** Called when everything is submitted. */
  readonly submitted?: (jobs: SubmittedJobs) => void;
  readonly pace?: Pace;
}

/**
 * Works at the tasks of runs in job arrays of a Slurm cluster, whose nodes see the same files, and
 * follows them. Tasks that wait or run already are followed and not submitted again; `stop` ends the
 * following alone.
 */
export class SlurmExecutor implements Executor {
  constructor(readonly options: SlurmExecutorOptions) {}

  submit(work: Work): SubmittedWork {
    const submitted = new SlurmWork(work, this.options);
    submitted.run().then(
      () => submitted.events.end(),
      (error: unknown) => submitted.events.end(error),
    );
    return submitted;
  }
}

class SlurmWork implements SubmittedWork {
  readonly events = new EventStream();
  readonly #progress: TaskProgress;
  readonly #work: Work;
  readonly #options: SlurmExecutorOptions;
  readonly #stopped = new AbortController();

  constructor(work: Work, options: SlurmExecutorOptions) {
    this.#work = work;
    this.#options = options;
    this.#progress = new TaskProgress(work, (event) => this.events.push(event));
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Submits what is not under way, and follows until every run has ended. */
  async run(): Promise<void> {
    const { pace = defaultPace } = this.#options;
    const followed = this.#progress.tasks === 0 ? [] : await this.#followed();
    const follower = new Follower(followed, this.#progress, pace);
    while (!this.#stopped.signal.aborted && (await follower.look())) {
      try {
        await pause(pace.filesMs, null, { signal: this.#stopped.signal });
      } catch {
        // Stopped while it waited.
      }
    }
    this.#progress.end();
  }

  async #followed(): Promise<FollowedTask[]> {
    const { graph } = this.#progress;
    const live = liveTasks(this.#work.runsFolder, await queuedTasks());
    const shares = new Map(graph.tasks.map((task) => [task.id, sharesOf(task, live)]));
    const fresh = graph.tasks.filter(({ id }) => !shares.get(id)?.isWhole);
    const submission = await this.#submit(fresh, shares);
    const own = new Map(submission?.plan.tasks.map((task) => [task.id, task]));
    this.#options.submitted?.({
      folder: submission?.folder ?? null,
      jobs: [...(submission?.jobs.values() ?? [])],
      tasks: fresh.length,
      attached: graph.tasks.length - fresh.length,
    });
    return graph.tasks.map((task) => {
      const planned = own.get(task.id);
      const jobs =
        planned !== undefined && submission !== null
          ? [{ submission, task: planned }]
          : (shares.get(task.id)?.jobs ?? []);
      return { task, jobs: jobs.map((one) => followedJob(one.submission, one.task)) };
    });
  }

  /** Submits tasks; those that wait for what is under way know it by Slurm's name. */
  async #submit(
    fresh: readonly Task[],
    shares: ReadonlyMap<string, Shares>,
  ): Promise<Submission | null> {
    if (fresh.length === 0) return null;
    const here = new Set(fresh.map(({ id }) => id));
    const tasks = fresh.map((task) => {
      const [inside, outside] = [true, false].map((is) =>
        task.after.filter((id) => here.has(id) === is),
      );
      const live = [task.id, ...(outside ?? [])].flatMap((id) => shares.get(id)?.jobs ?? []);
      const names = live.flatMap((one) => slurmId(one.submission, one.task) ?? []);
      return { ...task, after: [...new Set(names), ...(inside ?? [])] };
    });
    const { needed } = this.#progress;
    return submitTasks(this.#work, tasks, { ...this.#options, needed });
  }
}
