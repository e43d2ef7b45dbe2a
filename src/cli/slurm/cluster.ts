import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import type { ChosenDevices } from '../../plan/chosen-devices.js';
import type { Executor } from '../../runs/executor.js';
import { projectFolderOf } from '../../runs/project-folders.js';
import { asksForGpus, type SlurmOptions, slurmRequest } from '../../runs/slurm/request.js';
import { SlurmExecutor, type SubmittedJobs } from '../../runs/slurm/slurm-executor.js';
import { commandLine } from '../../terminal/command-line.js';
import { outputWidth, printError } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { printable } from '../../text/printable.js';

/** Where runs are trained if not on this machine. */
export interface Cluster {
  /** What tasks are trained on where the execution names `device`, also in words. */
  devices(device: string): ChosenDevices;
  readonly executor: Executor;
  /** Ends the jobs. */
  readonly cancelCommand: string;
}

/** What of the command line says where runs are trained. */
export interface ClusterOptions extends SlurmOptions {
  readonly on?: 'slurm' | undefined;
  readonly runs: string;
  /** Attempts after the first; default: 2. */
  readonly retries?: number | undefined;
  readonly jobs?: number | undefined;
  readonly batchSeeds?: number | null | undefined;
}

/**
 * The cluster that the command line names; null where that is this machine. Throws a UserError for
 * options of a cluster without one, and for those that Slurm does not read.
 *
 * @param name how the experiment is called on the command line; null: what is trained are several
 */
export function clusterOf(
  name: string | null,
  { on, partition, gpus, time, slurm, runs, retries = 2, jobs, batchSeeds }: ClusterOptions,
): Cluster | null {
  if (on === undefined) {
    const given = Object.entries({ partition, gpus, time, slurm });
    for (const [key, value] of given)
      if (value !== undefined)
        throw new UserError(`--${key} is for jobs of a cluster: add --on slurm`);
    return null;
  }
  if (jobs !== undefined)
    throw new UserError('--jobs is for this machine; Slurm begins as many as it has room for');
  if (batchSeeds != null)
    throw new UserError('--batch-seeds is for this machine; a job of Slurm trains one seed');
  const request = slurmRequest({ partition, gpus, time, slurm });
  const words = request.map(([key, value]) =>
    commandLine([value === null ? key : `${key}=${value}`]),
  );
  const inRuns = runs === projectFolderOf('runs') ? [] : ['--runs', runs];
  const cancel = commandLine(['credence', 'cancel', name ?? '--all', ...inRuns]);
  const submitted = (jobs: SubmittedJobs): void => tell(submittedText(jobs, cancel));
  return {
    devices: (device) => {
      if (device.includes(','))
        throw new UserError(
          `--device ${device}: a task of Slurm trains one seed, so name one device`,
        );
      // Slurm shows a task its own GPUs alone, counted from 0.
      const own = asksForGpus(request) ? 'cuda:0' : 'cpu';
      const chosen = device === 'auto' ? own : device;
      return { device: chosen, said: [`${chosen} in jobs of Slurm`, ...words].join(', ') };
    },
    executor: new SlurmExecutor({ request, retries, program: program(), submitted }),
    cancelCommand: cancel,
  };
}

/** Node and this command line, as the nodes find them. */
function program(): string[] {
  const [, script = ''] = process.argv;
  return [process.execPath, realpathSync(script)];
}

function submittedText({ folder, jobs, tasks, attached }: SubmittedJobs, cancel: string): string {
  const fresh =
    folder === null
      ? []
      : [
          `submitted ${counted(tasks, 'task')} in ${counted(jobs.length, 'job array')} ` +
            `(${jobs.join(', ')}); scripts, logs and events are in ${relative('.', folder)}`,
        ];
  const running =
    attached === 0
      ? []
      : [`${counted(attached, 'task')} of an earlier command wait or run already and are followed`];
  const text = [...fresh, ...running].join('; ');
  return `Slurm: ${text}. Ctrl-C or a closed terminal ends only the following. To end the jobs: ${cancel}`;
}

const tell = (text: string): void => printError(...wrapped(printable(text), outputWidth()));
