import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { finished as ended } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { endsRun, type RunEvent, type RunFailed } from '../events.js';
import type { RunOrder } from '../executor.js';
import type { NeededWeights } from '../work/kept-weights.js';

/** What a worker is told of a task. */
export interface OrderedTask {
  readonly order: RunOrder;
  /** Of the stages that are worked at. */
  readonly folders: readonly string[];
}

/** What a worker works at: a task, or several of one experiment that are trained as one program. */
export interface TaskOrder {
  readonly kind: 'work';
  /** Each of another seed, with the same stages. */
  readonly tasks: readonly OrderedTask[];
  readonly runsFolder: string;
  readonly needed: readonly NeededWeights[];
}

/** From the parent to a worker: tasks, or to stop after the step under way. */
export type WorkerOrder = TaskOrder | { readonly kind: 'stop' };

/** From a worker: what happens, and that it is done with the task of a seed. */
export type WorkerMessage = RunEvent | { readonly kind: 'task-finished'; readonly seed: number };

/** How a worker came to the end of a task. */
export type TaskEnd =
  | { readonly kind: 'finished' | 'stopped' }
  | { readonly kind: 'left'; readonly message: string }
  | Pick<RunFailed, 'kind' | 'message' | 'forAll' | 'mayPass' | 'mayPassAlone'>
  | {
      /** The process ended, or had to be ended, with the task under way. */
      readonly kind: 'exited';
      readonly signal: NodeJS.Signals | null;
      readonly message: string;
    };

const workerFile = fileURLToPath(new URL('../worker.js', import.meta.url));

/** Who is told of what a worker does. */
interface Listener {
  /** Seeds of the tasks that have not come to their end. */
  readonly open: Set<number>;
  readonly observe: (event: RunEvent) => void;
  readonly ended: (seed: number, end: TaskEnd) => void;
  readonly allEnded: () => void;
}

/** A child process that works at tasks, one after the other or several at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #errors = '';
  #listener: Listener | null = null;
  #hasExited = false;

  /** @param threads of the process, which are those of every task */
  constructor(readonly threads: number) {
    const child = fork(workerFile, {
      env: { ...process.env, OMP_NUM_THREADS: `${threads}` },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.on('data', (text: Buffer) => {
      this.#errors = (this.#errors + text.toString()).slice(-4000);
    });
    child.on('message', (message: WorkerMessage) => this.#hear(message));
    // Node 20 never emits 'close' for a child that was disconnected while a message was handled.
    this.#exited = Promise.all([
      once(child, 'exit'),
      child.stderr === null ? null : ended(child.stderr),
    ]).then(([[code, signal]]: [unknown[], unknown]) => {
      this.#hasExited = true;
      const how = signal ?? `exit code ${code}`;
      const output = this.#errors === '' ? '' : `:\n${this.#errors.trimEnd()}`;
      const message = `the worker exited with ${how}${output}`;
      this.#finishAll({ kind: 'exited', signal: signal as NodeJS.Signals | null, message });
    });
  }

  /** Whether it can be given another task. */
  get isUsable(): boolean {
    return !this.#hasExited && !this.#child.killed && this.#child.connected;
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Works at the tasks of an order until all have ended; one order at a time.
   *
   * @param observe gets what happens in the course of them, but not their ends
   * @param ended gets the end of each task, by its seed, when it comes
   */
  work(order: TaskOrder, { observe, ended }: Pick<Listener, 'observe' | 'ended'>): Promise<void> {
    return new Promise((allEnded) => {
      const open = new Set(order.tasks.map((task) => task.order.seed));
      this.#listener = { open, observe, ended, allEnded };
      if (this.isUsable) this.#child.send(order satisfies WorkerOrder);
      else
        this.#finishAll({ kind: 'exited', signal: null, message: 'the worker had ended before' });
    });
  }

  /** Ends the tasks under way after their step; the process stays. */
  stop(): void {
    if (this.#child.connected) this.#child.send({ kind: 'stop' } satisfies WorkerOrder);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Ends the process, which has no task; settles when it is gone. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }

  #hear(message: WorkerMessage): void {
    if (message.kind === 'task-finished') this.#finish(message.seed, { kind: 'finished' });
    else if (!endsRun(message)) this.#listener?.observe(message);
    else if (message.kind === 'failed') {
      this.#finish(message.seed, message);
      if (!message.lostDevice) return;
      // It cannot be relied on to end by itself: its device's library may wait for the device.
      this.kill();
      const lost = `the device failed with seed ${message.seed}, which was trained with it`;
      this.#finishAll({ kind: 'exited', signal: null, message: lost });
    } else if (message.kind === 'left') this.#finish(message.seed, message);
    else this.#finish(message.seed, { kind: 'stopped' });
  }

  #finish(seed: number, end: TaskEnd): void {
    const listener = this.#listener;
    if (!listener?.open.delete(seed)) return;
    listener.ended(seed, end);
    if (listener.open.size === 0) listener.allEnded();
  }

  #finishAll(end: TaskEnd): void {
    for (const seed of [...(this.#listener?.open ?? [])]) this.#finish(seed, end);
  }
}
