import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type KilledRun, killUntilWhole, resultsOf } from '../bench/killed-runs.js';
import { executionOf } from '../src/experiment/execution.js';
import { defineExperiment } from '../src/experiment/experiment.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';
import { layout } from '../src/runs/folder.js';
import type { WorkerMessage, WorkerOrder } from '../src/runs/tasks/worker-process.js';
import { built, project, why } from './run-credence.js';
import { smallExperiment } from './small-experiment.js';

const root = mkdtempSync(join(tmpdir(), 'credence-kills-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const experiment = defineExperiment({ ...smallExperiment, seeds: { first: [1] } });
const execution = executionOf({ device: 'cpu', checkpointEvery: 1e-6 });

/** A worker as the command line starts it, which trains a seed and ends with 0 when that is whole. */
function start(runsFolder: string) {
  const worker = join(project, 'dist', 'src', 'runs', 'worker.js');
  const child = fork(worker, { stdio: 'ignore', detached: true });
  const folders = (layout(experiment, runsFolder).get(1) ?? []).map(({ folder }) => folder);
  const order = { experiment, seed: 1, execution };
  const tasks = [{ order, folders }];
  child.send({ kind: 'work', tasks, runsFolder, needed: [] } satisfies WorkerOrder);
  child.on('message', ({ kind }: WorkerMessage) => {
    if (kind === 'task-finished') child.disconnect();
    if (['stopped', 'failed', 'left'].includes(kind)) child.kill('SIGKILL');
  });
  child.on('error', () => {});
  return child;
}

describe.skipIf(!built || why !== '')(`a worker that is killed${why}`, () => {
  it('at a dozen moments leaves what it goes on from, bit for bit', async () => {
    const whole = join(root, 'whole');
    const begun = performance.now();
    const draws = (lane: number) => MersenneTwister.named(lane, 'moments of kills');
    const plan = { start, targets: ['parent'], signals: ['SIGKILL', 'SIGTERM'] } as const;
    const never = { longest: { start: 0, training: 0 }, most: 0, random: draws(0) };
    const unbroken = await killUntilWhole({ ...plan, ...never }, whole, new Map());
    expect(unbroken.starts).toBe(1);
    const took = performance.now() - begun;
    const longest = { start: took, training: took / 2 };
    const wanted = resultsOf(whole);
    expect(wanted.size).toBeGreaterThan(10);
    const runs: KilledRun[] = [];
    const lane = async (number: number): Promise<void> => {
      const random = draws(number);
      for (let struck = 0; struck < 6; ) {
        const folder = join(root, `${number}-${runs.length}`);
        const run = await killUntilWhole(
          { ...plan, longest, random, most: 6 - struck },
          folder,
          wanted,
        );
        struck += run.kills.length;
        runs.push(run);
        expect(existsSync(folder)).toBe(true);
      }
    };
    await Promise.all([lane(1), lane(2)]);
    for (const { different, left } of runs)
      expect({ different, left }).toEqual({ different: [], left: [] });
  });
});
