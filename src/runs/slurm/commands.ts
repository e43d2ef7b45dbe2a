import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { UserError } from '../../errors/user-error.js';
import { commandLine } from '../../terminal/command-line.js';
import { printable, shortened } from '../../text/printable.js';

const start = promisify(execFile);

/** Milliseconds that a command of Slurm may take: its controller may be busy for a while. */
const patienceMs = 60_000;

/** How a task of a job array is, as squeue has it. */
export interface TaskState {
  /** Number of the job array. */
  readonly job: string;
  /** Number of the task in it. */
  readonly task: number;
  /** Such as `PENDING`, `RUNNING`, `COMPLETED`. */
  readonly state: string;
  /** Why it waits or failed, such as `Dependency`; `None` where there is none. */
  readonly reason: string;
  /** Empty where it has none. */
  readonly node: string;
}

/** A command of Slurm failed: it is not installed, the controller is away, or it refuses. */
export class SlurmError extends UserError {}

async function slurm(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await start(program, args, { timeout: patienceMs, maxBuffer: 1 << 28 });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string };
    if (code === 'ENOENT')
      throw new SlurmError(
        `${program} is not installed: --on slurm is for a machine from which jobs are submitted`,
      );
    const said = printable(shortened((stderr ?? '').trim(), 600));
    const line = printable(shortened(commandLine([program, ...args]), 300));
    throw new SlurmError(`${line} failed: ${said === '' ? 'it said nothing' : said}`, {
      cause: error,
    });
  }
}

/**
 * Submits a script; gives back the number of its job. Throws a SlurmError with what sbatch said.
 *
 * @param dependency as sbatch takes it, such as `aftercorr:17`; null for none
 */
export async function submitScript(path: string, dependency: string | null): Promise<string> {
  const after =
    dependency === null ? [] : [`--dependency=${dependency}`, '--kill-on-invalid-dep=yes'];
  const text = await slurm('sbatch', ['--parsable', ...after, path]);
  // On several clusters their name follows.
  const [job = ''] = text.trim().split(';');
  if (/^\d+$/.test(job)) return job;
  throw new SlurmError(`sbatch gave no number of a job but ${printable(shortened(text))}`);
}

/**
 * How the tasks of this user are: those that wait or run, and for some minutes those that came to
 * their end. Throws a SlurmError where the controller does not answer.
 */
export async function queuedTasks(): Promise<TaskState[]> {
  const format = '--format=%F|%K|%T|%N|%r';
  const args = ['--noheader', '--array', '--states=all', `--user=${userInfo().username}`, format];
  const text = await slurm('squeue', args);
  return text.split('\n').flatMap((line) => {
    const [job = '', task = '', state = '', node = '', ...reason] = line.trim().split('|');
    if (!/^\d+$/.test(task)) return [];
    return [{ job, task: Number(task), state, node, reason: reason.join('|') }];
  });
}

/** Cancels tasks, each as `17_3`, or whole jobs. Those that are at their end stay so. */
export async function cancelTasks(ids: readonly string[]): Promise<void> {
  // A command line has room for so many.
  for (let at = 0; at < ids.length; at += 500) await slurm('scancel', ids.slice(at, at + 500));
}

/** Whether a task waits or runs, or is about to: nothing is known of its end yet. */
export function isAlive({ state }: Pick<TaskState, 'state'>): boolean {
  return /^(PENDING|CONFIGURING|RUNNING|COMPLETING|SUSPENDED|REQUEUED|REQUEUE_HOLD|REQUEUE_FED|RESIZING|SIGNALING|STAGE_OUT|STOPPED|SPECIAL_EXIT|RESV_DEL_HOLD)$/.test(
    state,
  );
}
