import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '../src/errors/user-error.js';
import { projectFolder } from '../src/files/project-folder.js';
import { readSubmissions } from '../src/runs/slurm/submission.js';
import { type TaskRecord, TaskRecordReader } from '../src/runs/slurm/task-record.js';
import { counted } from '../src/text/counted.js';
import { LoopbackSlurm, whyNoSlurm } from '../test/slurm/loopback-slurm.js';
import { resultsIn } from '../test/slurm/results-in.js';
import { smallExperiment } from '../test/small-experiment.js';
import { type Result, whereMeasured } from './results.js';

/** Experiments that share their first stage. */
const variants = 4;

const nodes = 3;

const credence = (project: string, args: readonly string[], env = {}) =>
  promisify(execFile)(process.execPath, [join(projectFolder(), 'bin', 'credence.js'), ...args], {
    cwd: project,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });

/** A sweep of so many runs, whose last stage alone differs. */
function sweep(runs: number) {
  const [stage1, stage2] = smallExperiment.stages;
  const first = Array.from({ length: Math.ceil(runs / variants) }, (_, seed) => seed + 1);
  return Array.from({ length: variants }, (_, index) => ({
    ...smallExperiment,
    name: `epochs-${index + 2}`,
    stages: [
      { ...stage1, epochs: 40 },
      { ...stage2, epochs: index + 2 },
    ],
    seeds: { first },
  }));
}

/** What the tasks of a submission wrote, by task. */
function recordsIn(project: string): Map<string, TaskRecord[]> {
  const all = join(project, 'cluster', 'slurm');
  const found = new Map<string, TaskRecord[]>();
  for (const name of existsSync(all) ? readdirSync(all) : [])
    for (const file of readdirSync(join(all, name, 'events')))
      found.set(`${name}/${file}`, new TaskRecordReader(join(all, name, 'events', file)).read());
  return found;
}

/** A task that is at work. */
interface AtWork {
  readonly pid: number;
  readonly node: string;
  /** Slurm's name of it, as `17_3`. */
  readonly slurmId: string;
}

/** Waits until so many tasks have begun, and gives back one that is at it. */
async function taskAtWork(project: string, begun: number): Promise<AtWork> {
  for (;;) {
    const tasks = [...recordsIn(project)];
    const started = tasks.filter(([, records]) => records.length > 0);
    for (const [file, records] of tasks) {
      const last = records.findLast(({ kind }) => kind === 'task-begun' || kind === 'task-ended');
      const isTraining = ['step', 'tested'].includes(records.at(-1)?.kind ?? '');
      if (started.length >= begun && last?.kind === 'task-begun' && isTraining)
        return { pid: last.pid, node: last.node, slurmId: slurmIdOf(project, file) };
    }
    await pause(50);
  }
}

function slurmIdOf(project: string, file: string): string {
  const [name, array, number] = file.split(/[/.]/);
  const folder = join('cluster', 'slurm', name ?? '');
  const found = readSubmissions(join(project, 'cluster')).find((one) =>
    one.folder.endsWith(folder),
  );
  return `${found?.jobs.get(array ?? '')}_${number}`;
}

/** What is done to the tasks on the way, each when so many have begun. */
async function disturb(slurm: LoopbackSlurm, project: string, tasks: number): Promise<string[]> {
  const began = performance.now();
  const at = (): string => `${Math.round((performance.now() - began) / 1000)} s`;
  const done: string[] = [];
  const killed = await taskAtWork(project, Math.ceil(tasks * 0.1));
  process.kill(killed.pid, 'SIGKILL');
  done.push(`${at()}: a task on ${killed.node} was killed with SIGKILL`);
  const requeued = await taskAtWork(project, Math.ceil(tasks * 0.3));
  await slurm.scontrol('requeue', requeued.slurmId);
  done.push(`${at()}: a task on ${requeued.node} was pre-empted with scontrol requeue`);
  const { node } = await taskAtWork(project, Math.ceil(tasks * 0.5));
  await slurm.scontrol('update', `NodeName=${node}`, 'State=DRAIN', 'Reason=bench');
  done.push(`${at()}: ${node} was drained, with a task on it, and stayed so`);
  return done;
}

/** How often each stage was finished, over all tasks. */
function finishes(project: string): number[] {
  const counts = new Map<string, number>();
  for (const records of recordsIn(project).values())
    for (const one of records)
      if (one.kind === 'stage-finished') counts.set(one.folder, (counts.get(one.folder) ?? 0) + 1);
  return [...counts.values()];
}

/** A sweep on a Slurm of this machine, disturbed on the way, beside the same without Slurm. */
export async function benchSlurm({ runs }: { readonly runs: number }): Promise<Result> {
  if (whyNoSlurm !== '') throw new UserError(`bench slurm${whyNoSlurm}`);
  const where = whereMeasured(1);
  const project = mkdtempSync(join(tmpdir(), 'credence-bench-slurm-'));
  writeFileSync(join(project, 'sweep.json'), JSON.stringify(sweep(runs)));
  mkdirSync(join(project, 'slurm'));
  const slurm = await LoopbackSlurm.start(join(project, 'slurm'), { nodes, cpus: 1, minutes: 60 });
  try {
    const args = (name: string) => [
      'run',
      'sweep.json',
      '--runs',
      name,
      '--figures',
      `${name}-figures`,
    ];
    const seeds = Math.ceil(runs / variants);
    const tasks = seeds * (variants + 1);
    const began = performance.now();
    const following = credence(project, [...args('cluster'), '--on', 'slurm'], slurm.environment);
    const disturbed = disturb(slurm, project, tasks);
    // An error of the command comes before one of waiting for tasks that never begin.
    await Promise.race([following, disturbed]);
    const done = await disturbed;
    await following;
    const onSlurm = (performance.now() - began) / 1000;
    const localBegan = performance.now();
    await credence(project, args('local'));
    const local = (performance.now() - localBegan) / 1000;
    const [ours, theirs] = [resultsIn(join(project, 'cluster')), resultsIn(join(project, 'local'))];
    const alike = [...theirs].filter(([path, hash]) => ours.get(path) === hash).length;
    const times = finishes(project);
    const attempts = [...recordsIn(project).values()].map(
      (records) => records.filter(({ kind }) => kind === 'task-begun').length,
    );
    const { stdout } = await credence(project, [
      'status',
      'sweep.json',
      '--runs',
      'cluster',
      '--json',
    ]);
    const unfinished = stdout.match(/"state": "(?!finished)/g)?.length ?? 0;
    const values = {
      ...{ runs: seeds * variants, tasks: attempts.length, nodes, onSlurm, local, done },
      ...{ stages: times.length, trainedTwice: times.filter((count) => count > 1).length },
      attempts: attempts.reduce((sum, count) => sum + count, 0),
      ...{ unfinished, files: theirs.size, alike, further: ours.size - theirs.size },
    };
    return {
      name: 'slurm',
      what: `A sweep of ${counted(values.runs, 'run')} on a Slurm of this machine with ${nodes} nodes, disturbed on the way.`,
      where,
      table: [
        ['what', 'count'],
        ['runs', String(values.runs)],
        ['tasks of Slurm', String(values.tasks)],
        ['attempts at them', String(values.attempts)],
        ['stages trained', String(values.stages)],
        ['stages trained more than once', String(values.trainedTwice)],
        ['stages that status calls unfinished', String(unfinished)],
        ['files of losses, scores, answers and weights', String(theirs.size)],
        ['of them byte for byte as without Slurm', String(alike)],
        ['further files', String(values.further)],
        ['seconds on Slurm', onSlurm.toFixed(0)],
        ['seconds without Slurm', local.toFixed(0)],
      ],
      notes: done.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`),
      values,
    };
  } finally {
    await slurm.stop();
    rmSync(project, { recursive: true, force: true });
  }
}
