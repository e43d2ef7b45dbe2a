import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MersenneTwister } from '../src/random/mersenne-twister.js';

/** What is killed: the command itself, one of its workers, or all at once. */
export const killTargets = ['parent', 'worker', 'group'] as const;

/** One of them. */
export type KillTarget = (typeof killTargets)[number];

/** What moments of kills are counted from; most of them from training, as starting takes long. */
export type KillFrom = 'start' | 'training';

const drawnFrom: readonly KillFrom[] = ['start', 'training', 'training', 'training'];

/** A kill that struck a run which was under way. */
export interface Kill {
  readonly target: KillTarget;
  readonly signal: NodeJS.Signals;
  /** From when on its moment counts: the start of the command, or of a worker's training. */
  readonly from: KillFrom;
  /** Milliseconds after that. */
  readonly moment: number;
  /** Optimizer steps whose rows were on disk then, in all stages. */
  readonly steps: number;
}

/** A run that was killed, again and again, until it was let come to its end. */
export interface KilledRun {
  readonly kills: readonly Kill[];
  /** How often the command was started. */
  readonly starts: number;
  /** Result files that differ from those of the unbroken run, or are in one of the two alone. */
  readonly different: readonly string[];
  /** What of the kills is still on disk, and a person would have to remove. */
  readonly left: readonly string[];
}

/** How runs are killed. */
export interface KillPlan {
  /** Starts the command that trains into a folder, as leader of a group of processes. */
  readonly start: (folder: string) => ChildProcess;
  readonly targets: readonly KillTarget[];
  readonly signals: readonly NodeJS.Signals[];
  /** The latest moments of kills, in milliseconds. */
  readonly longest: Readonly<Record<KillFrom, number>>;
  /** Draws moments, targets and signals. */
  readonly random: MersenneTwister;
  /** Most kills of one run. */
  readonly most: number;
}

/** A run that does not come to its end, though nobody kills it, is given up after so many starts. */
const mostStarts = 30;

/** Kills a run at random moments up to `most` times, then starts it until it is whole. */
export async function killUntilWhole(
  { start, targets, signals, longest, random, most }: KillPlan,
  folder: string,
  wanted: ReadonlyMap<string, string>,
): Promise<KilledRun> {
  const kills: Kill[] = [];
  for (let starts = 1; starts <= mostStarts; starts++) {
    const begun = Date.now();
    const child = start(folder);
    const ended = once(child, 'exit');
    let kill: Kill | null = null;
    if (kills.length < most) {
      const [target, signal] = [random.choice(targets), random.choice(signals)];
      const from = random.choice(drawnFrom);
      const moment = Math.floor(random.random() * longest[from]);
      const timer = new AbortController();
      const passed = async (): Promise<void> => {
        if (from === 'training') await untilTraining(folder, begun, timer.signal);
        await wait(moment, null, timer);
      };
      await Promise.race([ended, passed().catch(() => null)]);
      timer.abort();
      if (child.exitCode === null && child.signalCode === null && strike(child, target, signal))
        kill = { target, signal, from, moment, steps: stepsOnDisk(folder) };
    }
    const [code] = await ended;
    if (kill !== null) kills.push(kill);
    // Workers whose parent was killed end by themselves, and have their locks until then.
    else if (code !== 0) await wait(200);
    if (code === 0) {
      const made = resultsOf(folder);
      const names = new Set([...wanted.keys(), ...made.keys()]);
      const different = [...names].filter((name) => made.get(name) !== wanted.get(name));
      return { kills, starts, different, left: leftovers(folder) };
    }
  }
  return { kills, starts: mostStarts, different: ['(it came to no end)'], left: leftovers(folder) };
}

/** Waits until a process has taken a stage in the folder since `begun`. */
export async function untilTraining(
  folder: string,
  begun: number,
  signal?: AbortSignal,
): Promise<void> {
  const isTaken = (): boolean =>
    filesBelow(folder).some((name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return name.endsWith('/lock.json') && (stats?.birthtimeMs ?? 0) >= begun;
    });
  while (!isTaken()) await wait(20, null, { signal });
}

/** Sends the signal; gives back whether there was somebody to have it. */
function strike(child: ChildProcess, target: KillTarget, signal: NodeJS.Signals): boolean {
  const pid = child.pid as number;
  if (target === 'parent') return child.kill(signal);
  try {
    if (target === 'group') return process.kill(-pid, signal);
    const [worker] = childrenOf(pid);
    return worker !== undefined && process.kill(worker, signal);
  } catch {
    // It ended in this moment.
    return false;
  }
}

/** The processes that a process has started, by /proc. */
function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** Files below a folder, by their paths; it is read again where a process that lives removes some. */
function filesBelow(folder: string): string[] {
  for (let left = 10; ; left--)
    try {
      if (!existsSync(folder)) return [];
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
        .sort();
    } catch (error) {
      if (left === 0) throw error;
    }
}

/**
 * The content of every file of results below a folder, by its path, but for what says when and how
 * fast they were made.
 */
export function resultsOf(folder: string): ReadonlyMap<string, string> {
  const files = filesBelow(folder).filter((name) => !isLeftover(name));
  return new Map(files.map((name) => [name, contentOf(join(folder, name))]));
}

function contentOf(path: string): string {
  if (path.endsWith('/environment.json')) return '';
  const text = readFileSync(path, 'latin1');
  if (!path.endsWith('/done.json')) return text;
  const { identity, files } = JSON.parse(text) as { identity: string; files: object };
  return JSON.stringify({ identity, files: { ...files, 'environment.json': null } });
}

const isLeftover = (name: string): boolean =>
  /(^|\/)(checkpoints\/|\.[^/]*\.tmp|\.probe-|lock\.json)/.test(name);

const leftovers = (folder: string): string[] => filesBelow(folder).filter(isLeftover);

function stepsOnDisk(folder: string): number {
  return filesBelow(folder)
    .filter((name) => name.endsWith('losses.jsonl'))
    .reduce(
      (sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 1,
      0,
    );
}
