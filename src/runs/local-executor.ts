import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { finished as ended } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { RunProgress } from './train-run.js';
import type { Order, Reply, WorkSetting } from './worker-messages.js';

/** Who wants to know how far the workers are. */
export interface WorkObserver {
  progress(seed: number, progress: RunProgress): void;
  finished(seed: number): void;
  failed(seed: number, message: string): void;
  /** Another process trains the seed. */
  left(seed: number, message: string): void;
}

/** What became of the seeds. */
export interface WorkOutcome {
  readonly finished: readonly number[];
  readonly failed: ReadonlyMap<number, string>;
  /** Seeds that other processes train. */
  readonly left: readonly number[];
  /** Whether a signal ended the work before its end. */
  readonly stopped: boolean;
}

const workerFile = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Milliseconds that workers have to end their step after a signal. */
const patienceMs = 30_000;

/**
 * Workers by default: as many as the processor's cores allow at `threads` each, and one on a GPU;
 * `device` is `cpu` or `cuda:N`.
 */
export function defaultJobs(threads: number, device: string): number {
  return device.startsWith('cuda') ? 1 : Math.max(1, Math.floor(availableParallelism() / threads));
}

/**
 * Trains `seeds` in `jobs` child processes, each of which takes the next seed when it is done with
 * one. A seed that fails, or a worker that crashes, is reported and the others go on. SIGINT and
 * SIGTERM stop after the step under way; a second one ends workers at once.
 */
export async function runWorkers(
  setting: WorkSetting,
  seeds: readonly number[],
  jobs: number,
  observer: WorkObserver,
): Promise<WorkOutcome> {
  const queue = [...seeds];
  const finished: number[] = [];
  const failed = new Map<number, string>();
  const left: number[] = [];
  const children = new Set<ChildProcess>();
  let stopped = false;

  const fail = (seed: number, message: string) => {
    failed.set(seed, message);
    observer.failed(seed, message);
  };

  const runWorker = async (): Promise<void> => {
    const environment = { ...process.env, OMP_NUM_THREADS: `${setting.execution.threads}` };
    const child = fork(workerFile, {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    children.add(child);
    let seed: number | undefined;
    let errors = '';
    const next = () => {
      seed = stopped ? undefined : queue.shift();
      if (seed === undefined) child.disconnect();
      else child.send({ kind: 'train', setting, seed } satisfies Order);
    };
    child.stderr?.on('data', (text: Buffer) => {
      errors = (errors + text.toString()).slice(-4000);
    });
    child.on('message', (reply: Reply) => {
      switch (reply.kind) {
        case 'progress':
          observer.progress(reply.seed, reply.progress);
          return;
        case 'finished':
          finished.push(reply.seed);
          observer.finished(reply.seed);
          break;
        case 'failed':
          if (reply.forAll) queue.length = 0;
          fail(reply.seed, reply.message);
          break;
        case 'left':
          left.push(reply.seed);
          observer.left(reply.seed, reply.message);
          break;
        case 'stopped':
          break;
      }
      next();
    });
    next();
    // Node 20 never emits 'close' for a child that was disconnected while a message was handled.
    const [[code, signal]] = await Promise.all([
      once(child, 'exit'),
      child.stderr === null ? null : ended(child.stderr),
    ]);
    const how = signal ?? `exit code ${code}`;
    children.delete(child);
    if (seed === undefined || stopped) return;
    fail(seed, `the worker ended with ${how}${errors === '' ? '' : `:\n${errors.trimEnd()}`}`);
    if (queue.length > 0) await runWorker();
  };

  const killAll = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  const stop = () => {
    if (stopped) return killAll();
    stopped = true;
    for (const child of children) {
      if (child.connected) child.send({ kind: 'stop' } satisfies Order);
    }
    setTimeout(killAll, patienceMs).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, runWorker));
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return { finished, failed, left, stopped };
}
