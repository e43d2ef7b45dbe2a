import { availableParallelism } from 'node:os';
import { UserError } from '../errors/user-error.js';
import { parseDevices } from '../text/device-name.js';
import type { Executor, SubmittedWork, Work } from './executor.js';
import { type LocalOptions, LocalWork } from './tasks/local-work.js';

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
