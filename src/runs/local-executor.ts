import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { finished as ended } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors/user-error.js';
import { parseDevices } from '../text/device-name.js';
import { EventStream } from './event-stream.js';
import { endsRun, type RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';

/** From the parent to a worker: train these seeds together, or stop after the step under way. */
export type Order =
  | { readonly kind: 'train'; readonly work: Work; readonly seeds: readonly number[] }
  | { readonly kind: 'stop' };

const workerFile = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Milliseconds that workers have to end their step when they are stopped. */
const patienceMs = 30_000;

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

/**
 * Trains seeds in child processes of this machine, so many at a time, each of which takes the next
 * seed, or as many as `batchSeeds` says, when it is done with what it had. A seed that fails, or a worker that crashes, is reported, and the others
 * go on. A worker whose device failed makes way for a fresh one.
 */
export class LocalExecutor implements Executor {
  constructor(readonly jobs: number) {}

  submit(work: Work): SubmittedWork {
    const workers = new Workers(work);
    workers.run(this.jobs).then(
      () => workers.events.end(),
      (error: unknown) => workers.events.end(error),
    );
    return workers;
  }
}

/** The child processes that train one piece of work. */
class Workers implements SubmittedWork {
  readonly events = new EventStream();
  readonly #work: Work;
  /** Seeds that no worker has begun. */
  readonly #queue: number[];
  readonly #children = new Set<ChildProcess>();
  /** How many seeds a worker takes at a time. */
  readonly #together: number;
  /** Whether seeds in the queue stay there. */
  #isClosed = false;
  #isStopped = false;

  constructor(work: Work) {
    this.#work = work;
    this.#queue = [...work.seeds];
    this.#together = work.execution.batchSeeds ?? 1;
  }

  /** Settles when every seed has ended. */
  async run(jobs: number): Promise<void> {
    const groups = Math.ceil(this.#queue.length / this.#together);
    const workers = Array.from({ length: Math.min(jobs, groups) }, (_, slot) =>
      this.#runWorker(slot),
    );
    await Promise.all(workers);
    for (const seed of this.#queue) this.#tell({ kind: 'stopped' }, seed);
  }

  stop(when: 'after the step' | 'at once'): void {
    this.#isClosed = true;
    this.#isStopped = true;
    const killAll = () => {
      for (const child of this.#children) child.kill('SIGKILL');
    };
    if (when === 'at once') {
      killAll();
      return;
    }
    for (const child of this.#children) {
      if (child.connected) child.send({ kind: 'stop' } satisfies Order);
    }
    setTimeout(killAll, patienceMs).unref();
  }

  async #runWorker(slot: number): Promise<void> {
    const { execution } = this.#work;
    const { threads } = execution;
    const device = deviceOfWorker(slot, execution.device);
    const work = { ...this.#work, execution: { ...execution, device } };
    const child = fork(workerFile, {
      env: { ...process.env, OMP_NUM_THREADS: `${threads}` },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    /** Those that it trains now and that have not come to an end. */
    const open = new Set<number>();
    let errors = '';
    const next = () => {
      const seeds = this.#isClosed ? [] : this.#queue.splice(0, this.#together);
      for (const seed of seeds) open.add(seed);
      if (seeds.length === 0) child.disconnect();
      else child.send({ kind: 'train', work, seeds } satisfies Order);
    };
    child.stderr?.on('data', (text: Buffer) => {
      errors = (errors + text.toString()).slice(-4000);
    });
    child.on('message', (event: RunEvent) => {
      if (event.kind === 'failed' && event.forAll) this.#isClosed = true;
      this.events.push(event);
      if (endsRun(event)) open.delete(event.seed);
      if (event.kind === 'failed' && event.lostDevice) {
        // It cannot be relied on to end by itself: its device's library may wait for the device.
        this.#queue.unshift(...open);
        open.clear();
        child.kill('SIGKILL');
      } else if (endsRun(event) && open.size === 0) next();
    });
    next();
    // Node 20 never emits 'close' for a child that was disconnected while a message was handled.
    const [[code, signal]] = await Promise.all([
      once(child, 'exit'),
      child.stderr === null ? null : ended(child.stderr),
    ]);
    this.#children.delete(child);
    for (const seed of open) {
      const how = signal ?? `exit code ${code}`;
      const output = errors === '' ? '' : `:\n${errors.trimEnd()}`;
      const message = `the worker exited with ${how}${output}`;
      this.#tell(
        this.#isStopped ? { kind: 'stopped' } : { kind: 'failed', message, forAll: false },
        seed,
      );
    }
    // A worker that ended as it should left none in the queue.
    if (this.#queue.length > 0 && !this.#isClosed) await this.#runWorker(slot);
  }

  #tell(
    what: { kind: 'stopped' } | { kind: 'failed'; message: string; forAll: boolean },
    seed: number,
  ): void {
    const { name } = this.#work.experiment;
    this.events.push({ ...what, experiment: name, seed, time: Date.now() });
  }
}
