import { setTimeout as pause } from 'node:timers/promises';
import { EventStream } from '../event-stream.js';
import type { RunOrder, SubmittedWork, Work } from '../executor.js';
import { MemoryWatch } from './memory-watch.js';
import { SystemMemory } from './system-memory.js';
import type { Task } from './task-graph.js';
import { TaskProgress } from './task-progress.js';
import { type TaskEnd, WorkerProcess } from './worker-process.js';

/** Milliseconds that workers have to end their step when they are stopped, and to write what is saved. */
const patienceMs = { step: 30_000, saving: 900_000 } as const;

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
  /** Whether another attempt without the seeds that were trained with it may go well. */
  readonly mayPassAlone: boolean;
}

/** The child processes that work at one piece of work. */
export class LocalWork implements SubmittedWork {
  readonly events = new EventStream();
  readonly #progress: TaskProgress;
  readonly #options: LocalOptions;
  readonly #attempts = new Map<string, number>();
  /** Ids of tasks that are worked at without others, as memory ran out with them. */
  readonly #alone = new Set<string>();
  /** Processes, and the tasks that each works at. */
  readonly #workers = new Map<WorkerProcess, readonly Task[]>();
  /** Those that are writing a checkpoint. */
  readonly #saving = new Set<WorkerProcess>();
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
    const kill = (spared: ReadonlySet<WorkerProcess>) => {
      for (const worker of workers) if (!spared.has(worker)) worker.kill();
    };
    if (when === 'at once') {
      kill(new Set());
      return;
    }
    for (const worker of workers) worker.stop();
    setTimeout(() => kill(this.#saving), patienceMs.step).unref();
    setTimeout(() => kill(new Set()), patienceMs.saving).unref();
  }

  async #runSlot(slot: number): Promise<void> {
    let worker: WorkerProcess | null = null;
    try {
      for (;;) {
        const tasks = await this.#nextTasks();
        if (tasks.length === 0) return;
        this.#running++;
        try {
          worker = await this.#workAt(tasks, slot, worker);
        } finally {
          this.#running--;
          this.#wakeAll();
        }
      }
    } finally {
      await worker?.close();
    }
  }

  /** Waits for tasks that can be begun, by one worker; none where none come any more. */
  async #nextTasks(): Promise<readonly Task[]> {
    for (;;) {
      if (this.#running === 0 || (this.#running < this.#atATime && this.#memory.hasRoom())) {
        const tasks = this.#progress.begin((task) => this.#isAlone(task));
        if (tasks.length > 0) return tasks;
      }
      if (!this.#progress.mayGoOn) return [];
      await this.#wake.promise;
    }
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = withResolvers();
  }

  get #mostAttempts(): number {
    return 1 + (this.#options.retries ?? defaultRetries);
  }

  /** The last of several attempts is without others, as one of those may be what ends the worker. */
  #isAlone({ id }: Task): boolean {
    const before = this.#attempts.get(id) ?? 0;
    return this.#alone.has(id) || (before > 0 && before + 1 === this.#mostAttempts);
  }

  /** Works at tasks; gives back the worker that can go on. */
  async #workAt(
    tasks: readonly Task[],
    slot: number,
    before: WorkerProcess | null,
  ): Promise<WorkerProcess | null> {
    for (const { id } of tasks) this.#attempts.set(id, 1 + (this.#attempts.get(id) ?? 0));
    const ordered = tasks.map((task) => this.#progress.orderOf(task));
    const [{ execution }] = ordered.map(({ order }) => order) as [RunOrder];
    const device = deviceOfWorker(slot, execution.device);
    const placed = ordered.map(({ order, folders }) => {
      return { order: { ...order, execution: { ...order.execution, device } }, folders };
    });
    const taskOf = new Map(placed.map(({ order }, index) => [order.seed, tasks[index] as Task]));
    const worker = await usable(execution.threads, before);
    this.#workers.set(worker, tasks);
    if (this.#isStopped) worker.stop();
    const settled: Promise<void>[] = [];
    let isStopped = false;
    let exit: Promise<TaskFailure | null> | null = null;
    const { runsFolder, needed } = this.#progress;
    await worker.work(
      { kind: 'work', tasks: placed, runsFolder, needed },
      {
        observe: (event) => {
          if (event.kind === 'checkpointing') this.#saving.add(worker);
          else this.#saving.delete(worker);
          this.#progress.observe(taskOf.get(event.seed) as Task, event);
        },
        ended: (seed, end) => {
          if (end.kind === 'stopped') isStopped = true;
          // The end of a process is one, however many tasks it had.
          const failing = (end.kind === 'exited' ? exit : null) ?? this.#failureOf(end, tasks);
          if (end.kind === 'exited') exit = failing;
          settled.push(this.#settle(taskOf.get(seed) as Task, end, failing));
        },
      },
    );
    this.#saving.delete(worker);
    // One that was stopped answers so from now on.
    const isUsable = worker.isUsable && !isStopped;
    if (!isUsable) await worker.close();
    this.#workers.delete(worker);
    await Promise.all(settled);
    return isUsable ? worker : null;
  }

  /** Tells the end of a task, or has it tried again. */
  async #settle(task: Task, end: TaskEnd, failing: Promise<TaskFailure | null>): Promise<void> {
    const failure = await failing;
    const attempt = this.#attempts.get(task.id) ?? 1;
    const attempts = this.#mostAttempts;
    if (failure === null) this.#tellEnd(task, end);
    else if (failure.mayPassAlone) {
      this.#alone.add(task.id);
      // It counts as none: what failed is that there were others.
      this.#attempts.set(task.id, attempt - 1);
      this.#progress.retried(task, failure.message, attempt, 'without other seeds beside it');
    } else if (failure.mayPass && attempt < attempts) {
      const how = `(attempt ${attempt + 1} of ${attempts})`;
      this.#progress.retried(task, failure.message, attempt, how);
    } else this.#progress.failed(task, failure, attempt);
  }

  /**
   * What failed in a task of those that a worker had; null where it is finished, left to another
   * process or stopped as ordered.
   */
  async #failureOf(end: TaskEnd, { length }: readonly Task[]): Promise<TaskFailure | null> {
    if (end.kind === 'finished' || end.kind === 'left') return null;
    if (end.kind === 'failed')
      return { ...end, mayPass: end.mayPass ?? false, mayPassAlone: end.mayPassAlone ?? false };
    if (!this.#isStopped) await pause(signalMs);
    if (this.#isStopped) return null;
    const forMemory = end.kind === 'exited' && end.signal === 'SIGKILL';
    const killed = forMemory ? this.#memory.killedText() : null;
    if (killed !== null) this.#atATime = Math.max(1, Math.min(this.#atATime, this.#running) - 1);
    const message =
      end.kind === 'exited'
        ? end.message + (killed === null ? '' : `: ${killed}`)
        : 'the worker was stopped by a signal from outside (SIGTERM, SIGINT or another)';
    const mayPassAlone = killed !== null && length > 1;
    return { message, forAll: false, mayPass: true, mayPassAlone };
  }

  #tellEnd(task: Task, end: TaskEnd): void {
    if (end.kind === 'finished') this.#progress.finished(task);
    else if (end.kind === 'left') this.#progress.left(task, end.message);
    else this.#progress.stopped(task);
  }

  #lookAtMemory(): void {
    const [[task] = []] = this.#workers.values();
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
