import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { finished as ended } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { endsRun, type RunEvent, type RunFailed } from '../events.js';
import type { RunOrder } from '../executor.js';
import type { NeededWeights } from '../work/kept-weights.js';

/** A task for a worker. */
export interface TaskOrder {
  readonly kind: 'work';
  readonly order: RunOrder;
  readonly runsFolder: string;
  /** Of the stages that are worked at. */
  readonly folders: readonly string[];
  readonly needed: readonly NeededWeights[];
}

/** From the parent to a worker: a task, or to stop after the step under way. */
export type WorkerOrder = TaskOrder | { readonly kind: 'stop' };

/** From a worker: what happens, and that it is done with its task. */
export type WorkerMessage = RunEvent | { readonly kind: 'task-finished' };

/** How a worker came to the end of a task. */
export type TaskEnd =
  | { readonly kind: 'finished' | 'stopped' }
  | { readonly kind: 'left'; readonly message: string }
  | Pick<RunFailed, 'kind' | 'message' | 'forAll' | 'mayPass'>
  | {
      /** The process ended, or had to be ended, with the task under way. */
      readonly kind: 'exited';
      readonly signal: NodeJS.Signals | null;
      readonly message: string;
    };

const workerFile = fileURLToPath(new URL('../worker.js', import.meta.url));

/** A child process that works at tasks, one after the other. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #errors = '';
  #observe: (event: RunEvent) => void = () => {};
  #end: ((end: TaskEnd) => void) | null = null;
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
      this.#finish({ kind: 'exited', signal: signal as NodeJS.Signals | null, message });
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
   * Works at a task until its end; one at a time.
   *
   * @param observe gets what happens in the course of it, but not its end
   */
  work(order: TaskOrder, observe: (event: RunEvent) => void): Promise<TaskEnd> {
    return new Promise((resolve) => {
      this.#observe = observe;
      this.#end = resolve;
      if (this.isUsable) this.#child.send(order satisfies WorkerOrder);
      else this.#finish({ kind: 'exited', signal: null, message: 'the worker had ended before' });
    });
  }

  /** Ends the task under way after its step; the process stays. */
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
    if (message.kind === 'task-finished') this.#finish({ kind: 'finished' });
    else if (!endsRun(message)) this.#observe(message);
    else if (message.kind === 'failed') {
      // It cannot be relied on to end by itself: its device's library may wait for the device.
      if (message.lostDevice) this.kill();
      this.#finish(message);
    } else if (message.kind === 'left') this.#finish(message);
    else this.#finish({ kind: 'stopped' });
  }

  #finish(end: TaskEnd): void {
    this.#end?.(end);
    this.#end = null;
  }
}
