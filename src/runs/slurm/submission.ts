import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { executionSchema } from '../../experiment/execution.js';
import { experimentSchema } from '../../experiment/experiment.js';
import { makeFolder } from '../../files/folders.js';
import { readJson, writeJson } from '../../files/json-file.js';
import { readText } from '../../files/read-file.js';
import { writeWhole } from '../../files/write-whole.js';
import type { RunOrder } from '../executor.js';
import type { NeededWeights } from '../work/kept-weights.js';

/** A task of a submission, as its plan has it. */
const plannedTask = z.strictObject({
  name: z
    .string()
    .regex(/^job-\d+\.\d+$/)
    .describe('Its array and its number there.'),
  id: z.string().describe('Of what is made, as in `Task`.'),
  run: z.int().min(0).describe('Index of the run by whose settings it is worked at.'),
  sharedBy: z.array(z.int().min(0)).describe('Indices of all runs that need it.'),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      secondSeed: z.int().nullable(),
      folder: z.string(),
      kind: z.enum(['train', 'train again', 'test']),
    }),
  ),
  after: z.array(z.string()).describe('Ids of the tasks that are finished before.'),
});

/** What the tasks of a submission do: the content of `plan.json`. */
const planSchema = z.strictObject({
  version: z.literal(1),
  runsFolder: z.string(),
  workingFolder: z.string().describe('Where paths of the experiments begin.'),
  experiments: z.array(experimentSchema),
  runs: z.array(
    z.strictObject({
      experiment: z.int().min(0).describe('Its index.'),
      seed: z.int().min(0),
      execution: executionSchema,
      trains: z.boolean().optional(),
      remakesWeights: z.boolean().optional(),
    }),
  ),
  needed: z.array(z.strictObject({ folder: z.string(), epochs: z.array(z.number()) })),
  tasks: z.array(plannedTask),
});

/** The content of `jobs.json`, which grows while arrays are submitted. */
const jobsSchema = z.strictObject({
  arrays: z.array(
    z.strictObject({
      name: z.string().describe('Of the array, as `job-1`.'),
      job: z.string().regex(/^\d+$/).describe("Slurm's number of it."),
    }),
  ),
});

/** A task of a submission. */
export type PlannedTask = z.output<typeof plannedTask>;

/** What the tasks of a submission do. */
export interface SlurmPlan {
  readonly runsFolder: string;
  /** Where paths of the experiments begin. */
  readonly workingFolder: string;
  readonly runs: readonly RunOrder[];
  readonly needed: readonly NeededWeights[];
  readonly tasks: readonly PlannedTask[];
}

/** A submission: its folder, which has its plan, scripts, logs and events. */
export interface Submission {
  readonly folder: string;
  readonly plan: SlurmPlan;
  /** Slurm's number of each array that is submitted, by its name. */
  readonly jobs: ReadonlyMap<string, string>;
}

/** Where all submissions of a runs folder are. */
export const submissionsFolder = (runsFolder: string): string => join(runsFolder, 'slurm');

/** Makes the folder of a submission, with the folders inside that its tasks write to. */
export function makeSubmission(folder: string, plan: SlurmPlan): void {
  for (const inside of ['logs', 'events', 'failures']) makeFolder(join(folder, inside));
  const experiments = [...new Set(plan.runs.map(({ experiment }) => experiment))];
  const runs = plan.runs.map((run) => ({
    ...run,
    experiment: experiments.indexOf(run.experiment),
  }));
  writeJson(join(folder, 'plan.json'), { version: 1, ...plan, experiments, runs });
  writeJobs(folder, new Map());
}

/** Says which arrays are submitted. */
export function writeJobs(folder: string, jobs: ReadonlyMap<string, string>): void {
  const arrays = [...jobs].map(([name, job]) => ({ name, job }));
  writeJson(join(folder, 'jobs.json'), { arrays } satisfies z.input<typeof jobsSchema>);
}

/** The plan of a submission; throws a UserError where it cannot be read. */
export function readPlan(path: string): SlurmPlan {
  const { experiments, runs, ...rest } = readJson(path, planSchema);
  const orders = runs.map(({ experiment: index, ...run }): RunOrder => {
    const experiment = experiments[index];
    if (experiment === undefined) throw new UserError(`${path}: a run is of no experiment`);
    return { ...run, experiment };
  });
  return { ...rest, runs: orders };
}

/** All submissions of a runs folder, the oldest first; what is half written counts as none. */
export function readSubmissions(runsFolder: string): Submission[] {
  const all = submissionsFolder(runsFolder);
  if (!existsSync(all)) return [];
  const folders = readdirSync(all).map((name) => join(all, name));
  return folders
    .filter((folder) => existsSync(join(folder, 'jobs.json')))
    .map((folder) => {
      const { arrays } = readJson(join(folder, 'jobs.json'), jobsSchema);
      const jobs = new Map(arrays.map(({ name, job }) => [name, job]));
      return { folder, plan: readPlan(join(folder, 'plan.json')), jobs };
    })
    .sort((a, b) => a.folder.localeCompare(b.folder));
}

/** Slurm's name of a task, as `17_3`; null where its array is not submitted. */
export function slurmId({ jobs }: Submission, task: PlannedTask): string | null {
  const [array = '', number = ''] = task.name.split('.');
  const job = jobs.get(array);
  return job === undefined ? null : `${job}_${number}`;
}

/** The file of a submission to which a task appends what happens. */
export const eventsFile = (folder: string, task: string): string =>
  join(folder, 'events', `${task}.jsonl`);

/** The logs of a task, which Slurm names after its job. */
export function logFiles({ folder }: Submission, task: PlannedTask): string[] {
  const [array = '', number = ''] = task.name.split('.');
  const logs = join(folder, 'logs');
  if (!existsSync(logs)) return [];
  return readdirSync(logs)
    .filter((name) => name.startsWith(`${array}-`) && name.endsWith(`_${number}.out`))
    .map((name) => join(logs, name));
}

/** How often a task failed before, as its script counted. */
export function failuresOf(folder: string, task: string): number {
  const file = join(folder, 'failures', task);
  return existsSync(file) ? readText(file).split('\n').length - 1 : 0;
}

/** Says that a task is cancelled: it does not go back into the queue when it is told to stop. */
export function markCancelled(folder: string, task: string): void {
  makeFolder(join(folder, 'cancelled'));
  writeWhole(join(folder, 'cancelled', task), `${new Date().toISOString()}\n`);
}

/** Whether a task is cancelled, though Slurm may not be done with it. */
export const isCancelled = (folder: string, task: string): boolean =>
  existsSync(join(folder, 'cancelled', task));
