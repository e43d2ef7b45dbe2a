import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { project, why } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';
import { birdsExperiment, writeBirds } from '../../test/small-table.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import type { RunEvent } from './events.js';
import type { RunOrder, Work } from './executor.js';
import { layout } from './folder.js';
import type { LocalExecutor } from './local-executor.js';
import { experimentStatus } from './status.js';
import { readFailure } from './tasks/failures.js';
import { trainSeeds } from './train-seeds.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const small = defineExperiment(smallExperiment);
const execution = executionOf({ device: 'cpu' });

const workOf = (experiments: readonly Experiment[], seeds: readonly number[], at: string): Work => {
  const runs = experiments.flatMap((experiment) =>
    seeds.map((seed): RunOrder => ({ experiment, seed, execution })),
  );
  return { runs, runsFolder: join(root, at) };
};

/** The compiled executor: its workers are processes that run compiled code. */
async function executor(options: LocalExecutor['options']): Promise<LocalExecutor> {
  const path = join(project, 'dist', 'src', 'runs', 'local-executor.js');
  const module = (await import(pathToFileURL(path).href)) as {
    LocalExecutor: typeof LocalExecutor;
  };
  return new module.LocalExecutor(options);
}

/** Ids of the processes that this one has started. */
function children(): number[] {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((id) => id !== '')
    .map(Number);
}

const lines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

/** Every file of losses, scores and answers below a folder. */
function results(at: string): Record<string, string> {
  const names = readdirSync(join(root, at), { recursive: true, encoding: 'utf8' }).sort();
  const kept = names.filter((name) => /(losses|metrics|answers)\.jsonl$/.test(name));
  return Object.fromEntries(kept.map((name) => [name, readFileSync(join(root, at, name), 'utf8')]));
}

describe.skipIf(why !== '')(`work of several experiments${why}`, () => {
  const sweep = [1, 2, 3, 4].map((epochs) =>
    override(small, [`name=epochs-${epochs}`, `stages.stage2.epochs=${epochs}`]),
  );

  it('trains a shared stage once and every run to its end, though workers are killed', async () => {
    const events: RunEvent[] = [];
    let kills = 0;
    const work = workOf(sweep, [1, 2], 'killed');
    const outcome = await trainSeeds(await executor({ jobs: 2, retries: 3 }), work, (event) => {
      events.push(event);
      // Both shared stages are trained: what is killed is what builds on them.
      const shared = events.filter(
        (one) => one.kind === 'stage-finished' && one.stage === 'stage1',
      ).length;
      if (shared < 2 || (event.kind !== 'stage-begun' && event.kind !== 'step')) return;
      const [victim] = children();
      if (kills++ < 3 && victim !== undefined) process.kill(victim, 'SIGKILL');
    });
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(outcome).toMatchObject({ failed: [], left: [], stopped: [], signal: null });
    expect(outcome.finished).toHaveLength(8);
    const begun = events.filter(({ kind }) => kind === 'stage-begun');
    expect(begun.filter((event) => 'stage' in event && event.stage === 'stage1')).toHaveLength(2);
    const retried = events.flatMap((event) => (event.kind === 'retried' ? [event.message] : []));
    expect(retried.length).toBeGreaterThan(0);
    for (const message of retried)
      expect(message).toMatch(
        /^the worker exited with SIGKILL; trying again \(attempt [234] of 4\)$/,
      );
    for (const experiment of sweep)
      for (const { stages } of experimentStatus(experiment, join(root, 'killed')))
        for (const { state } of stages) expect(state).toBe('finished');
    for (const runs of layout(sweep[0] as Experiment, join(root, 'killed')).values()) {
      const steps = lines(join(runs[0]?.folder ?? '', 'losses.jsonl'));
      expect(steps).toEqual(steps.map((_, at) => expect.objectContaining({ step: at + 1 })));
      expect(readFailure(runs[1]?.folder ?? '')).toBeNull();
    }
    await trainSeeds(await executor({ jobs: 1 }), workOf(sweep.slice(3), [2], 'apart'), () => {});
    expect(results('killed')).toMatchObject(results('apart'));
  });

  it('tries again when a worker is told to stop by somebody else, and takes a fresh worker', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const retried: string[] = [];
      let sent = false;
      const work = workOf([small], [1, 2], signal);
      const outcome = await trainSeeds(await executor({ jobs: 1 }), work, (event) => {
        if (event.kind === 'retried') retried.push(event.message);
        if (sent || event.kind !== 'step') return;
        sent = true;
        for (const child of children()) process.kill(child, signal);
      });
      expect(outcome.finished.map(({ seed }) => seed)).toEqual([1, 2]);
      expect(retried).toEqual([expect.stringMatching(/stopped by a signal from outside.*2 of 3/)]);
    }
  });

  it('tries several seeds as one program, and at last each by itself', async () => {
    const { runs, runsFolder } = workOf([small], [1, 2], 'together');
    const asked = { ...execution, batchSeeds: 4 };
    const work = { runs: runs.map((order) => ({ ...order, execution: asked })), runsFolder };
    const groups: (readonly number[])[] = [];
    const retried: string[] = [];
    const outcome = await trainSeeds(await executor({ jobs: 1 }), work, (event) => {
      if (event.kind === 'retried') retried.push(`${event.seed}: ${event.message}`);
      if (event.kind !== 'trained-together') return;
      groups.push(event.seeds);
      for (const child of children()) process.kill(child, 'SIGKILL');
    });
    expect(outcome.finished.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(groups).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const exited = (seed: number, attempt: number): string =>
      `${seed}: the worker exited with SIGKILL; trying again (attempt ${attempt} of 3)`;
    expect(retried).toEqual([exited(1, 2), exited(2, 2), exited(1, 3), exited(2, 3)]);
  });

  it('fails where every attempt is killed, keeps the last error, and does not begin what waits', async () => {
    const work = workOf(sweep.slice(0, 2), [1], 'lost');
    const failed = new Map<string, string>();
    const outcome = await trainSeeds(await executor({ jobs: 2, retries: 1 }), work, (event) => {
      if (event.kind === 'failed') failed.set(event.experiment, event.message);
      if (event.kind === 'stage-begun')
        for (const child of children()) process.kill(child, 'SIGKILL');
    });
    expect(outcome).toMatchObject({ finished: [], stopped: [] });
    expect(failed.get('epochs-1')).toBe('the worker exited with SIGKILL (attempt 2 of 2)');
    expect(failed.get('epochs-2')).toBe(
      'not begun, as it needs stage1 of epochs-1, seed 1, which failed',
    );
    const [first] = layout(sweep[0] as Experiment, join(root, 'lost')).get(1) ?? [];
    expect(readFailure(first?.folder ?? '')).toMatchObject({ attempts: 2 });
    const [status] = experimentStatus(sweep[0] as Experiment, join(root, 'lost'));
    expect(status?.stages[0]).toMatchObject({ state: 'missing', failure: { attempts: 2 } });
  });

  it('fails where a data file changes meanwhile, and trains nothing of the new content', async () => {
    const file = join(root, 'birds.csv');
    writeBirds(file);
    const own = birdsExperiment(file);
    const work = workOf([own], [1, 2], 'changed');
    const said: string[] = [];
    const outcome = await trainSeeds(await executor({ jobs: 1 }), work, (event) => {
      if (event.kind === 'run-finished') writeBirds(file, 1);
      if (event.kind === 'failed') said.push(event.message);
    });
    expect(outcome.finished.map(({ seed }) => seed)).toEqual([1]);
    expect(outcome.failed.map(({ seed }) => seed)).toEqual([2]);
    expect(said).toEqual([expect.stringContaining('has changed since the command began')]);
    expect(readdirSync(join(root, 'changed'))).toHaveLength(1);
  });
});
