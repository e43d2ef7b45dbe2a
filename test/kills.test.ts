import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type KilledRun, killUntilWhole, resultsOf } from '../bench/killed-runs.js';
import { executionOf } from '../src/experiment/execution.js';
import { defineExperiment } from '../src/experiment/experiment.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';
import type { RunEvent } from '../src/runs/events.js';
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
  child.send({ kind: 'train', work: { experiment, seeds: [1], runsFolder, execution }, seed: 1 });
  child.on('message', ({ kind }: RunEvent) => {
    if (kind === 'run-finished') child.disconnect();
    if (['stopped', 'failed', 'left'].includes(kind)) child.kill('SIGKILL');
  });
  child.on('error', () => {});
  return child;
}

describe.skipIf(!built || why !== '')(`a worker that is killed${why}`, () => {
  it('at a dozen moments leaves what it goes on from, bit for bit', async () => {
    const whole = join(root, 'whole');
    const begun = performance.now();
    const random = MersenneTwister.named(3, 'moments of kills');
    const plan = { start, targets: ['parent'], signals: ['SIGKILL', 'SIGTERM'], random } as const;
    const unbroken = await killUntilWhole(
      { ...plan, longest: { start: 0, training: 0 }, most: 0 },
      whole,
      new Map(),
    );
    expect(unbroken.starts).toBe(1);
    const took = performance.now() - begun;
    const longest = { start: took, training: took };
    const wanted = resultsOf(whole);
    expect(wanted.size).toBeGreaterThan(10);
    const runs: KilledRun[] = [];
    const struck = () => runs.reduce((sum, { kills }) => sum + kills.length, 0);
    while (struck() < 12) {
      const folder = join(root, `${runs.length}`);
      const most = Math.min(6, 12 - struck());
      runs.push(await killUntilWhole({ ...plan, longest, most }, folder, wanted));
      expect(existsSync(folder)).toBe(true);
    }
    for (const { different, left } of runs)
      expect({ different, left }).toEqual({ different: [], left: [] });
  });
});
