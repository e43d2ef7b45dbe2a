import { setTimeout as pause } from 'node:timers/promises';
import { EventStream } from '../event-stream.js';
import type { SubmittedWork, Work } from '../executor.js';
import { MemoryWatch } from './memory-watch.js';
import { SystemMemory } from './system-memory.js';
import type { Task } from './task-graph.js';
import { TaskProgress } from './task-progress.js';
import { type TaskEnd, WorkerProcess } from './worker-process.js';

/** Milliseconds that workers have to end their step when they are stopped. */
const patienceMs = 30_000;

/**
 * Milliseconds until it is clear that a signal which a worker got came to this process too, as
 * Ctrl-C does: else nobody ordered its stop.
 */
const signalMs = 500;

/** Milliseconds between two looks at the memory. */
const lookEveryMs = 2000;

/** Attempts after the first, where the machine and not the run was what failed. */
const defaultRetries = 2;

/** How many workers there are, and how often they try. */
export interface LocalOptions {
  readonly jobs: number;
  /** Attempts after the first; default: 2. */
  readonly retries?: number | undefined;
}

/** The device of a worker, counted from 0: each of several in turn. */
export function deviceOfWorker(worker: number, device: string): string {
  const devices = device.split(',');
  return devices[worker % devices.length] as string;
}

/** Why a task failed, and whether another attempt may go well. */
interface TaskFailure {
  readonly message: string;
  readonly forAll: boolean;
  readonly mayPass: boolean;
}

/** The child processes that work at one piece of work. */
export class LocalWork implements SubmittedWork {
  readonly events = new EventStream();
  readonly #progress: TaskProgress;
  readonly #options: LocalOptions;
  readonly #attempts = new Map<string, number>();
  /** Processes, and the task that each works at. */
  readonly #workers = new Map<WorkerProcess, Task>();
  readonly #memory = new MemoryWatch(new SystemMemory(), () =>
    [...this.#workers.keys()].flatMap(({ pid }) => pid ?? []),
  );
  /** Tasks at a time; fewer when memory was full. */
  #atATime: number;
  #running = 0;
  #isStopped = false;
  /** Wakes slots that wait for a task. */
  #wake = withResolvers();

  constructor(work: Work, options: LocalOptions) {
    this.#options = options;
    this.#atATime = options.jobs;
    this.#progress = new TaskProgress(work, (event) => this.events.push(event));
  }

  /** Settles when every run has ended. */
  async run(): Promise<void> {
    const slots = Math.min(this.#options.jobs, this.#progress.tasks);
    const looks = setInterval(() => this.#lookAtMemory(), lookEveryMs);
    try {
      await Promise.all(Array.from({ length: slots }, (_, slot) => this.#runSlot(slot)));
    } finally {
      clearInterval(looks);
    }
    this.#progress.end();
  }

  stop(when: 'after the step' | 'at once'): void {
    this.#isStopped = true;
    this.#progress.close();
    this.#wakeAll();
    const workers = [...this.#workers.keys()];
    const killAll = () => {
      for (const worker of workers) worker.kill();
    };
    if (when === 'at once') {
      killAll();
      return;
    }
    for (const worker of workers) worker.stop();
    setTimeout(killAll, patienceMs).unref();
  }

  async #runSlot(slot: number): Promise<void> {
    let worker: WorkerProcess | null = null;
    try {
      for (;;) {
        const task = await this.#nextTask();
        if (task === null) return;
        this.#running++;
        try {
          worker = await this.#workAt(task, slot, worker);
        } finally {
          this.#running--;
          this.#wakeAll();
        }
      }
    } finally {
      await worker?.close();
    }
  }

  /** Waits for a task that can be begun; null where none comes any more. */
  async #nextTask(): Promise<Task | null> {
    for (;;) {
      if (this.#running === 0 || (this.#running < this.#atATime && this.#memory.hasRoom())) {
        const task = this.#progress.begin();
        if (task !== null) return task;
      }
      if (!this.#progress.mayGoOn) return null;
      await this.#wake.promise;
    }
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = withResolvers();
  }

  /** Works at a task; gives back the worker that can go on. */
  async #workAt(
    task: Task,
    slot: number,
    before: WorkerProcess | null,
  ): Promise<WorkerProcess | null> {
    const attempt = 1 + (this.#attempts.get(task.id) ?? 0);
    const attempts = 1 + (this.#options.retries ?? defaultRetries);
    this.#attempts.set(task.id, attempt);
    const ordered = this.#progress.orderOf(task);
    const { execution } = ordered.order;
    const device = deviceOfWorker(slot, execution.device);
    const order = { ...ordered.order, execution: { ...execution, device } };
    const worker = await usable(execution.threads, before);
    this.#workers.set(worker, task);
    if (this.#isStopped) worker.stop();
    const end = await worker.work({ ...ordered, order }, (event) =>
      this.#progress.observe(task, event),
    );
    // One that was stopped answers so from now on.
    const isUsable = worker.isUsable && end.kind !== 'stopped';
    if (!isUsable) await worker.close();
    this.#workers.delete(worker);
    const failure = await this.#failureOf(end);
    if (failure === null) this.#tellEnd(task, end);
    else if (failure.mayPass && attempt < attempts)
      this.#progress.retried(task, failure.message, { attempt, attempts });
    else this.#progress.failed(task, failure, attempt);
    return isUsable ? worker : null;
  }

  /** What failed in a task; null where it is finished, left to another process or stopped as ordered. */
  async #failureOf(end: TaskEnd): Promise<TaskFailure | null> {
    if (end.kind === 'finished' || end.kind === 'left') return null;
    if (end.kind === 'failed') return { ...end, mayPass: end.mayPass ?? false };
    if (!this.#isStopped) await pause(signalMs);
    if (this.#isStopped) return null;
    const forMemory = end.kind === 'exited' && end.signal === 'SIGKILL';
    const killed = forMemory ? this.#memory.killedText() : null;
    if (killed !== null) this.#atATime = Math.max(1, Math.min(this.#atATime, this.#running) - 1);
    const message =
      end.kind === 'exited'
        ? end.message + (killed === null ? '' : `: ${killed}`)
        : 'the worker was stopped by a signal from outside (SIGTERM or SIGINT)';
    return { message, forAll: false, mayPass: true };
  }

  #tellEnd(task: Task, end: TaskEnd): void {
    if (end.kind === 'finished') this.#progress.finished(task);
    else if (end.kind === 'left') this.#progress.left(task, end.message);
    else this.#progress.stopped(task);
  }

  #lookAtMemory(): void {
    const [task] = this.#workers.values();
    const said = this.#memory.look();
    if (said !== null && task !== undefined) this.#progress.note(task, said);
    this.#wakeAll();
  }
}

/** A worker of so many threads: the one before where it can go on, else a fresh one. */
async function usable(threads: number, before: WorkerProcess | null): Promise<WorkerProcess> {
  if (before?.isUsable && before.threads === threads) return before;
  await before?.close();
  return new WorkerProcess(threads);
}

/** A promise that is settled from outside. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
