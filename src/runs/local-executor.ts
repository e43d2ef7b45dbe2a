import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../errors/user-error.js';
import { parseDevices } from '../text/device-name.js';
import { EventStream } from './event-stream.js';
import type { Executor, SubmittedWork, Work } from './executor.js';
import type { Task } from './tasks/task-graph.js';
import { TaskProgress } from './tasks/task-progress.js';
import { type TaskEnd, WorkerProcess } from './tasks/worker-process.js';

/** Milliseconds that workers have to end their step when they are stopped. */
const patienceMs = 30_000;

/**
 * Milliseconds until it is clear that a signal which a worker got came to this process too, as
 * Ctrl-C does: else nobody ordered its stop.
 */
const signalMs = 500;

/** Attempts after the first, where the machine and not the run was what failed. */
export const defaultRetries = 2;

/**
 * Workers by default: as many as the processor's cores allow at `threads` each, and one on each GPU;
 * `device` is `cpu`, or one or several of `cuda:N`.
 */
export function defaultJobs(threads: number, device: string): number {
  const devices = parseDevices(device) ?? [];
  if (devices.some(({ kind }) => kind === 'accelerator')) return devices.length;
  return Math.max(1, Math.floor(availableParallelism() / threads));
}

/** What decides how many runs there are at a time. */
export interface JobsWanted {
  /** As many as are asked for; default: `defaultJobs`, or as many as there is memory for. */
  readonly jobs?: number | undefined;
  readonly threads: number;
  /** `cpu`, or one or several of `cuda:N`. */
  readonly device: string;
  /** Runs at a time for which there is memory; null where that is not known. */
  readonly room: number | null;
}

/** Runs at a time; a UserError where more are asked for than this machine has memory for. */
export function jobsWithRoom({ jobs, threads, device, room }: JobsWanted): number {
  const most = room ?? Number.POSITIVE_INFINITY;
  if (jobs !== undefined && jobs > most)
    throw new UserError(`--jobs ${jobs}: this machine has the memory for ${most} runs at a time`);
  return jobs ?? Math.min(defaultJobs(threads, device), most);
}

/** The device of a worker, counted from 0: each of several in turn. */
export function deviceOfWorker(worker: number, device: string): string {
  const devices = device.split(',');
  return devices[worker % devices.length] as string;
}

/** How many workers there are, and how often they try. */
export interface LocalOptions {
  readonly jobs: number;
  /** Attempts after the first; default: `defaultRetries`. */
  readonly retries?: number | undefined;
}

/**
 * Works at the tasks of runs in child processes of this machine, so many at a time, each of which
 * takes the next task that waits for nothing. A run that fails is reported, and the others go on; a
 * worker that ends without being told to, or whose device failed, makes way for a fresh one, and its
 * task is tried again.
 */
export class LocalExecutor implements Executor {
  constructor(readonly options: LocalOptions) {}

  submit(work: Work): SubmittedWork {
    const local = new LocalWork(work, this.options);
    local.run().then(
      () => local.events.end(),
      (error: unknown) => local.events.end(error),
    );
    return local;
  }
}

/** The child processes that work at one piece of work. */
class LocalWork implements SubmittedWork {
  readonly events = new EventStream();
  readonly #progress: TaskProgress;
  readonly #options: LocalOptions;
  readonly #workers = new Set<WorkerProcess>();
  #isStopped = false;
  /** Wakes slots that wait for a task. */
  #wake = withResolvers();

  constructor(work: Work, options: LocalOptions) {
    this.#options = options;
    this.#progress = new TaskProgress(work, (event) => this.events.push(event));
  }

  /** Settles when every run has ended. */
  async run(): Promise<void> {
    const { jobs } = this.#options;
    const slots = Math.min(jobs, this.#progress.tasks);
    await Promise.all(Array.from({ length: slots }, (_, slot) => this.#runSlot(slot)));
    this.#progress.end();
  }

  stop(when: 'after the step' | 'at once'): void {
    this.#isStopped = true;
    this.#progress.close();
    this.#wakeAll();
    const killAll = () => {
      for (const worker of this.#workers) worker.kill();
    };
    if (when === 'at once') {
      killAll();
      return;
    }
    for (const worker of this.#workers) worker.stop();
    setTimeout(killAll, patienceMs).unref();
  }

  async #runSlot(slot: number): Promise<void> {
    let worker: WorkerProcess | null = null;
    let task: Task | null = null;
    for (;;) {
      task = await this.#nextTask();
      if (task === null) break;
      worker = await this.#workAt(task, slot, worker);
      this.#wakeAll();
    }
    await worker?.close();
  }

  /** Waits for a task that can be begun; null where none comes any more. */
  async #nextTask(): Promise<Task | null> {
    for (;;) {
      const task = this.#progress.begin();
      if (task !== null || !this.#progress.mayGoOn) return task;
      await this.#wake.promise;
    }
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = withResolvers();
  }

  /** Works at a task, again where the machine failed; gives back the worker that can go on. */
  async #workAt(
    task: Task,
    slot: number,
    before: WorkerProcess | null,
  ): Promise<WorkerProcess | null> {
    const attempts = 1 + (this.#options.retries ?? defaultRetries);
    let worker = before;
    for (let attempt = 1; ; attempt++) {
      const order = this.#progress.orderOf(task);
      const { threads, device } = order.order.execution;
      const execution = { ...order.order.execution, device: deviceOfWorker(slot, device) };
      worker = await this.#workerFor(threads, worker);
      const own = { ...order, order: { ...order.order, execution } };
      const end = await worker.work(own, (event) => this.#progress.observe(task, event));
      worker = await this.#kept(worker, end);
      const failure = await this.#failureOf(end);
      if (failure === null) {
        this.#tellEnd(task, end);
        return worker;
      }
      if (!failure.mayPass || attempt >= attempts || this.#isStopped) {
        const often = attempt === 1 ? '' : `${failure.message} (attempt ${attempt} of ${attempts})`;
        this.#progress.failed(task, { ...failure, ...(often === '' ? {} : { message: often }) });
        return worker;
      }
      this.#progress.retried(task, `${failure.message}; attempt ${attempt + 1} of ${attempts}`);
    }
  }

  /** The worker itself where it can go on with a process of so many threads; else a fresh one. */
  async #workerFor(threads: number, before: WorkerProcess | null): Promise<WorkerProcess> {
    if (before?.isUsable && before.threads === threads) return before;
    await before?.close();
    const worker = new WorkerProcess(threads);
    this.#workers.add(worker);
    if (this.#isStopped) worker.stop();
    return worker;
  }

  /** Puts a worker away that cannot go on: it has ended, or answers "stopped" from now on. */
  async #kept(worker: WorkerProcess, end: TaskEnd): Promise<WorkerProcess | null> {
    if (end.kind !== 'stopped' && worker.isUsable) return worker;
    await worker.close();
    this.#workers.delete(worker);
    return null;
  }

  /** What failed in a task; null where it is finished, left to another process or stopped as ordered. */
  async #failureOf(
    end: TaskEnd,
  ): Promise<{ message: string; forAll: boolean; mayPass: boolean } | null> {
    if (end.kind === 'finished' || end.kind === 'left') return null;
    if (end.kind === 'failed') return { ...end, mayPass: end.mayPass ?? false };
    if (!this.#isStopped) await pause(signalMs);
    if (this.#isStopped) return null;
    const message =
      end.kind === 'exited'
        ? end.message
        : 'the worker was stopped by a signal from outside (SIGTERM or SIGINT)';
    return { message, forAll: false, mayPass: true };
  }

  #tellEnd(task: Task, end: TaskEnd): void {
    if (end.kind === 'finished') this.#progress.finished(task);
    else if (end.kind === 'left') this.#progress.left(task, end.message);
    else this.#progress.stopped(task);
  }
}

/** A promise that is settled from outside. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
