import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../errors/user-error.js';
import { quoted } from '../../text/printable.js';
import type { RunEvent } from '../events.js';
import { stopSignals } from '../stop-signals.js';
import { forgetFailure, noteFailure } from '../tasks/failures.js';
import { openFolder } from '../tasks/task-progress.js';
import { type TaskEnd, type TaskOrder, WorkerProcess } from '../tasks/worker-process.js';
import { leftStatus, mistakeStatus, stoppedStatus } from './script.js';
import { eventsFile, failuresOf, type PlannedTask, readPlan } from './submission.js';
import { type TaskEnded, TaskRecords } from './task-record.js';

/** Least milliseconds between two steps that a task writes down. */
const stepEveryMs = 2000;

/**
 * Milliseconds that a worker has to end its step and write a checkpoint when it is stopped. Slurm
 * itself ends all that are left after KillWait, so this only ends what would hang for ever.
 */
const patienceMs = 900_000;

/** Milliseconds that a stage may be another process's until the task goes back into the queue. */
const leftMs = 40_000;

/** Milliseconds within which a signal comes to this process that came to its worker. */
const signalMs = 500;

/**
 * Works at one task of a submission on the node where this is called, and appends what happens to
 * its events. Any of `stopSignals` stops it, with a checkpoint. Gives back the exit status, by which the
 * script decides whether the task goes back into the queue.
 *
 * @param say gets a line for the log
 */
export async function runTask(
  path: string,
  name: string,
  say: (line: string) => void,
): Promise<number> {
  const plan = readPlan(path);
  const task = plan.tasks.find((one) => one.name === name);
  if (task === undefined) throw new UserError(`${path} has no task ${quoted(name)}`);
  const order = plan.runs[task.run];
  if (order === undefined) throw new UserError(`${path}: task ${name} is of no run`);
  const records = new TaskRecords(eventsFile(dirname(path), name));
  try {
    records.append({
      kind: 'task-begun',
      node: process.env.SLURMD_NODENAME ?? hostname(),
      pid: process.pid,
      time: Date.now(),
    });
    const { experiment, seed } = order;
    const stages = task.stages.map(({ stage }) => stage).join(', ');
    const { device } = order.execution;
    say(`credence: ${experiment.name}, seed ${seed}: ${stages}, on ${device}`);
    const end = await worked(
      {
        kind: 'work',
        // A job trains one seed: Slurm may end it, or have no place for it, without the others.
        tasks: [{ order, folders: task.stages.map(({ folder }) => folder) }],
        runsFolder: plan.runsFolder,
        needed: plan.needed,
      },
      recording(records, say),
    );
    const ended = endedBy(end);
    records.append(ended);
    if (ended.end === 'finished') for (const { folder } of task.stages) forgetFailure(folder);
    else if (ended.end === 'failed') note(dirname(path), task, ended.message);
    say(`credence: ${ended.end}${ended.message === '' ? '' : `: ${ended.message}`}`);
    return statusOf(end);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    records.append({ kind: 'task-ended', end: 'failed', message: error.message, time: Date.now() });
    note(dirname(path), task, error.message);
    say(`credence: failed: ${error.message}`);
    return mistakeStatus;
  } finally {
    records.close();
  }
}

/** Notes the last error beside the run, where status finds it. */
function note(submission: string, task: PlannedTask, message: string): void {
  noteFailure(openFolder(task), { message, attempts: 1 + failuresOf(submission, task.name) });
}

/** Writes events down, of steps some. */
function recording(records: TaskRecords, say: (line: string) => void): (event: RunEvent) => void {
  let written = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.kind === 'step' || event.kind === 'testing') {
      const now = performance.now();
      if (now - written < stepEveryMs) return;
      written = now;
    } else if (event.kind === 'stage-begun') say(`credence: ${event.stage} begins`);
    else if (event.kind === 'stage-finished') say(`credence: ${event.stage} is in ${event.folder}`);
    records.append(event);
  };
}

/** Has a worker work at the task, and stops it at a signal. */
async function worked(task: TaskOrder, observe: (event: RunEvent) => void): Promise<TaskEnd> {
  const worker = new WorkerProcess(task.tasks[0]?.order.execution.threads ?? 1);
  const attempt = (): Promise<TaskEnd> =>
    new Promise((resolve) => {
      void worker.work(task, { observe, ended: (_, end) => resolve(end) });
    });
  let isStopped = false;
  const stop = (): void => {
    if (isStopped) return;
    isStopped = true;
    worker.stop();
    setTimeout(() => worker.kill(), patienceMs).unref();
  };
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    const giveUp = performance.now() + leftMs;
    let end = await attempt();
    // A worker whose parent was killed ends its step before it frees its stages.
    while (end.kind === 'left' && !isStopped && performance.now() < giveUp) {
      await pause(leftMs / 20);
      end = await attempt();
    }
    if (end.kind !== 'stopped' && end.kind !== 'exited') return end;
    // Whoever stops this process may have told the worker first.
    if (!isStopped) await pause(signalMs);
    if (isStopped) return { kind: 'stopped' };
    if (end.kind === 'exited') return end;
    const message = 'the worker was stopped by a signal that Slurm did not send';
    return { kind: 'exited', signal: null, message };
  } finally {
    await worker.close();
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

function endedBy(end: TaskEnd): TaskEnded {
  const message = 'message' in end ? end.message : '';
  const kind = end.kind === 'exited' ? 'failed' : end.kind;
  return { kind: 'task-ended', end: kind, message, time: Date.now() };
}

function statusOf(end: TaskEnd): number {
  switch (end.kind) {
    case 'finished':
      return 0;
    case 'stopped':
      return stoppedStatus;
    case 'left':
      return leftStatus;
    case 'failed':
      return end.mayPass === true ? 1 : mistakeStatus;
    case 'exited':
      return 1;
  }
}
