import { chmodSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { writeWhole } from '../../files/write-whole.js';
import { counted } from '../../text/counted.js';
import { listed } from '../../text/listed.js';
import { quoted, shortened } from '../../text/printable.js';
import type { Work } from '../executor.js';
import type { Task } from '../tasks/task-graph.js';
import type { NeededWeights } from '../work/kept-weights.js';
import { type TaskArray, taskArrays } from './arrays.js';
import { cancelTasks, submitScript } from './commands.js';
import type { SlurmRequest } from './request.js';
import { arrayScript } from './script.js';
import {
  makeSubmission,
  type SlurmPlan,
  type Submission,
  slurmId,
  submissionsFolder,
  writeJobs,
} from './submission.js';

/** How tasks are submitted. */
export interface SubmitOptions {
  readonly request: SlurmRequest;
  /** Attempts after the first. */
  readonly retries: number;
  /** Node and the command line, absolute. */
  readonly program: readonly string[];
  readonly needed: readonly NeededWeights[];
}

/**
 * Writes plan and scripts into a new folder beside the runs and submits each array. Where Slurm
 * refuses one, those before it are cancelled, and its SlurmError is thrown.
 *
 * @param tasks in an order in which they can be begun; what they wait for is named by the id of
 *   another one of them, or by Slurm's own name of a task of an earlier submission, as `17_3`
 */
export async function submitTasks(
  work: Work,
  tasks: readonly Task[],
  { request, retries, program, needed }: SubmitOptions,
): Promise<Submission> {
  const arrays = taskArrays(tasks, { kindOf: (task) => kindOf(work, task) });
  const workingFolder = process.cwd();
  const plan: SlurmPlan = {
    ...{ runsFolder: work.runsFolder, workingFolder, runs: work.runs, needed },
    tasks: arrays.flatMap((array) =>
      [...array.tasks].map(([number, task]) => ({
        ...{ ...task, name: `${array.name}.${number}` },
        ...{ sharedBy: [...task.sharedBy], after: [...task.after] },
        stages: task.stages.map((stage) => ({ ...stage })),
      })),
    ),
  };
  const folder = freshFolder(work, nameOf(work, tasks));
  makeSubmission(folder, plan);
  for (const array of arrays) {
    const path = join(folder, `${array.name}.sh`);
    const text = arrayScript({
      ...{ name: array.name, jobName: jobNameOf(work, array), about: aboutArray(work, array) },
      tasks: [...array.tasks.keys()],
      ...{ request, folder, workingFolder, program, retries },
    });
    writeWhole(path, text);
    chmodSync(path, 0o755);
  }
  return submitArrays({ folder, plan, jobs: new Map() }, arrays);
}

async function submitArrays(
  written: Submission,
  arrays: readonly TaskArray[],
): Promise<Submission> {
  const { folder, plan } = written;
  const jobs = new Map<string, string>();
  const submission: Submission = { ...written, jobs };
  const idOf = (id: string): string => {
    const task = plan.tasks.find((one) => one.id === id);
    return (task === undefined ? null : slurmId(submission, task)) ?? id;
  };
  try {
    for (const { name, after } of arrays) {
      const dependency =
        after === null
          ? null
          : 'array' in after
            ? `aftercorr:${jobs.get(after.array)}`
            : `afterok:${after.tasks.map(idOf).join(':')}`;
      jobs.set(name, await submitScript(join(folder, `${name}.sh`), dependency));
      writeJobs(folder, jobs);
    }
  } catch (error) {
    // The first error says more than one of cancelling would.
    await cancelTasks([...jobs.values()]).catch(() => {});
    throw error;
  }
  return submission;
}

/** A folder that no other submission has: experiment and time, as people look for it. */
function freshFolder({ runsFolder }: Work, name: string): string {
  const all = resolve(submissionsFolder(runsFolder));
  if (/[\p{Cc}\\]/u.test(all))
    throw new UserError(
      `--runs ${quoted(runsFolder)}: Slurm writes no logs into a folder with a backslash or a control ` +
        'character in its path; use another one',
    );
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  for (let copy = 1; ; copy++) {
    const folder = join(all, `${name}-${time}${copy === 1 ? '' : `-${copy}`}`);
    if (!existsSync(folder)) return folder;
  }
}

/** The experiments that tasks are worked at for, each once. */
function experimentsOf(work: Work, tasks: Iterable<Task>): string[] {
  const runs = [...tasks].map(({ run }) => work.runs[run]?.experiment.name ?? '');
  return [...new Set(runs)];
}

const nameOf = (work: Work, tasks: readonly Task[]): string => experimentsOf(work, tasks)[0] ?? '';

/** What the tasks of an array have in common. */
function kindOf(work: Work, task: Task): string {
  const stages = task.stages.map(({ stage, kind }) => [stage, kind]);
  return JSON.stringify([experimentsOf(work, [task]), stages]);
}

const stagesOf = ({ tasks }: TaskArray): string[] => [
  ...new Set([...tasks.values()].flatMap(({ stages }) => stages.map(({ stage }) => stage))),
];

const jobNameOf = (work: Work, array: TaskArray): string =>
  shortened(
    `${experimentsOf(work, array.tasks.values()).join('+')}:${stagesOf(array).join('+')}`,
    60,
  );

/** What a person is told of an array at the head of its script. */
function aboutArray(work: Work, { tasks, after }: TaskArray): string[] {
  const all = [...tasks.values()];
  const others = experimentsOf(
    work,
    all.flatMap((task) => task.sharedBy.map((run) => ({ ...task, run }))),
  );
  const stages = stagesOf({ name: '', tasks, after });
  const numbers = [...tasks].map(([number, { run }]) => `${number}: ${work.runs[run]?.seed}`);
  return [
    `${counted(all.length, 'task')}: ${stages.join(', ')} of ${listed(others, 10)}`,
    `Number of each task and its seed: ${shortened(numbers.join(', '), 2000)}`,
    ...(after !== null && 'array' in after
      ? [
          `Each waits for the task of the same number of ${after.array}, whose weights it starts from.`,
        ]
      : []),
    ...(after !== null && 'tasks' in after
      ? ['It waits for the tasks whose weights it starts from.']
      : []),
  ];
}
