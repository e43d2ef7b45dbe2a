import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { takeLease } from '../files/leases/lease.js';
import { EventStream } from './event-stream.js';
import type { RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';
import { readRecord } from './experiment-record.js';
import { layout, type StageRun } from './folder.js';
import { trainRun } from './train-run.js';
import { trainSeeds } from './train-seeds.js';

const small = defineExperiment(smallExperiment);
const run = (seed: number) => ({ experiment: 'small', seed });
const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const workIn = (runsFolder: string, seeds = [1, 2], experiment = small): Work => {
  const execution = executionOf({ device: 'cpu' });
  return { runs: seeds.map((seed) => ({ experiment, seed, execution })), runsFolder };
};

/** Each file below a folder with its content. */
const filesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );

/** Trains in this very process, one seed after the other. */
const inProcess: Executor = {
  submit(work: Work): SubmittedWork {
    const events = new EventStream();
    let isStopped = false;
    const run = async (): Promise<void> => {
      for (const order of work.runs) {
        const { experiment, seed } = order;
        const of = { experiment: experiment.name, seed, time: 0 };
        try {
          const runs = layout(experiment, work.runsFolder).get(seed) ?? [];
          for (const event of trainRun({ ...order, runs })) {
            events.push(event);
            await setImmediate();
            if (!isStopped) continue;
            events.push({ ...of, kind: 'stopped' });
            break;
          }
        } catch (error) {
          events.push({ ...of, kind: 'left', message: String(error) });
        }
      }
    };
    run().then(
      () => events.end(),
      (error: unknown) => events.end(error),
    );
    return {
      events,
      stop: () => {
        isStopped = true;
      },
    };
  },
};

describe('the events of a run', () => {
  const folder = join(root, 'events');
  const events: RunEvent[] = [];

  it('come in order, of every seed, with what its tests found', async () => {
    const outcome = await trainSeeds(inProcess, workIn(folder), (event) => events.push(event));
    expect(outcome).toMatchObject({
      finished: [run(1), run(2)],
      left: [],
      stopped: [],
      signal: null,
    });
    expect(outcome.failed).toEqual([]);
    const ofFirst = events.filter(({ seed }) => seed === 1);
    const kinds = ofFirst.flatMap(({ kind }) =>
      kind === 'step' || kind === 'testing' ? [] : [kind],
    );
    const stage1 = ['stage-begun', 'tested', 'tested', 'tested', 'stage-finished'];
    // Stage 2 is tested before its first step, too.
    expect(kinds).toEqual(['run-begun', ...stage1, ...stage1, 'run-finished']);
    const tested = events.flatMap((event) => (event.kind === 'tested' ? event.measurements : []));
    expect(tested).toEqual(readRecord(small, folder).rows);
    for (const { experiment: name, time } of events) {
      expect(name).toBe('small');
      expect(Math.abs(Date.now() - time)).toBeLessThan(3_600_000);
    }
  });

  it('have every step once, and how much of the run is done', () => {
    const steps = events.flatMap((event) =>
      event.kind === 'step' && event.seed === 1 ? [event] : [],
    );
    const ofStage = (stage: string) => steps.filter((step) => step.stage === stage);
    for (const stage of ['stage1', 'stage2'])
      expect(ofStage(stage).map(({ step }) => step)).toEqual(ofStage(stage).map((_, i) => i + 1));
    const done = steps.map((step) => step.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeCloseTo(1, 12);
    expect(ofStage('stage1').at(-1)).toMatchObject({ epoch: 3, epochs: 3 });
  });

  it('say that a finished run has nothing to train', async () => {
    const again: RunEvent[] = [];
    await trainSeeds(inProcess, workIn(folder, [1]), (event) => again.push(event));
    expect(again.map(({ kind }) => kind)).toEqual(['run-begun', 'run-finished']);
    expect(again[0]).toMatchObject({ stages: [] });
  });
});

describe('trainSeeds', () => {
  it('stops at a signal, and finished stages stay', async () => {
    const folder = join(root, 'stopped');
    const listeners = process.listenerCount('SIGINT');
    const outcome = await trainSeeds(inProcess, workIn(folder, [1]), (event) => {
      if (event.kind === 'stage-begun' && event.stage === 'stage2')
        process.emit('SIGINT', 'SIGINT');
    });
    expect(outcome).toMatchObject({ finished: [], stopped: [run(1)], signal: 'SIGINT' });
    expect(process.listenerCount('SIGINT')).toBe(listeners);
    const [first, second] = layout(small, folder).get(1) as [StageRun, StageRun];
    expect(existsSync(join(first.folder, 'done.json'))).toBe(true);
    expect(existsSync(join(second.folder, 'done.json'))).toBe(false);
    const outcomeAfter = await trainSeeds(inProcess, workIn(folder, [1]), () => {});
    expect(outcomeAfter.finished).toEqual([run(1)]);
  });

  it('leaves a stage that another process trains, and no other', async () => {
    const folder = join(root, 'locked');
    const [, second] = layout(small, folder).get(1) as [StageRun, StageRun];
    const lease = takeLease(second.folder, 'seed 1');
    const outcome = await trainSeeds(inProcess, workIn(folder), () => {});
    expect(outcome).toMatchObject({ finished: [run(2)], left: [run(1)] });
    const other = override(small, ['stages.stage2.epochs=1']);
    const beside = workIn(folder, [1], other);
    expect((await trainSeeds(inProcess, beside, () => {})).finished).toEqual([run(1)]);
    lease.release();
    expect((await trainSeeds(inProcess, workIn(folder), () => {})).finished).toEqual([
      run(1),
      run(2),
    ]);
  });

  it('leaves a stage that was taken while this process was suspended as it is', async () => {
    const folder = join(root, 'suspended');
    const [, second] = layout(small, folder).get(1) as [StageRun, StageRun];
    const lease = join(second.folder, 'lock.json');
    const losses = join(second.folder, 'losses.jsonl');
    const outcome = await trainSeeds(inProcess, workIn(folder, [1]), (event) => {
      if (event.kind !== 'tested' || event.stage !== 'stage2' || event.epoch !== 1) return;
      writeFileSync(lease, JSON.stringify({ pid: 7, host: 'elsewhere', token: 'its own' }));
      rmSync(losses);
      writeFileSync(losses, 'what the other wrote');
    });
    expect(outcome).toMatchObject({ finished: [], left: [run(1)] });
    expect(readdirSync(second.folder).filter((name) => name === 'done.json')).toEqual([]);
    expect(readFileSync(losses, 'utf8')).toBe('what the other wrote');
    expect(readFileSync(lease, 'utf8')).toContain('its own');
    rmSync(lease);
    expect((await trainSeeds(inProcess, workIn(folder, [1]), () => {})).finished).toEqual([run(1)]);
  });

  it.each([
    ['its next row', 'tested', 600_000],
    ['its next checkpoint', 'checkpointing', 0],
    ['its end', 'tested', 0],
  ] as const)(
    'writes and removes nothing of the process that took a stage over, up to %s',
    async (_what, kind, jump) => {
      const folder = join(root, `lost-${kind}-${jump}`);
      const [, second] = layout(small, folder).get(1) as [StageRun, StageRun];
      const execution = executionOf({
        ...{ device: 'cpu', keepWeights: 'every' },
        checkpointEvery: kind === 'checkpointing' ? 1e-9 : 0,
      });
      const work = { runs: [{ experiment: small, seed: 1, execution }], runsFolder: folder };
      let taken: ReadonlyMap<string, string> | null = null;
      const outcome = await trainSeeds(inProcess, work, (event) => {
        if (taken !== null || event.kind !== kind || event.stage !== 'stage2') return;
        if (event.kind === 'tested' && event.epoch !== (jump > 0 ? 0 : 2)) return;
        const token = { pid: 7, host: 'elsewhere', token: 'its own' };
        writeFileSync(join(second.folder, 'lock.json'), JSON.stringify(token));
        // As a machine's clock after it was suspended.
        if (jump > 0) vi.spyOn(Date, 'now').mockReturnValue(Date.now() + jump);
        taken = filesIn(second.folder);
      });
      vi.restoreAllMocks();
      expect(outcome).toMatchObject({ finished: [], left: [run(1)] });
      expect(taken).not.toBeNull();
      expect(filesIn(second.folder)).toEqual(taken);
    },
  );

  it('waits for a process of another machine until it is known to be dead', async () => {
    const folder = join(root, 'waits');
    const [first] = layout(small, folder).get(1) as [StageRun, StageRun];
    mkdirSync(first.folder, { recursive: true });
    const lease = join(first.folder, 'lock.json');
    writeFileSync(lease, JSON.stringify({ pid: 7, host: 'elsewhere', token: 'its own' }));
    utimesSync(lease, 0, 0);
    const messages = new Set<string>();
    const outcome = await trainSeeds(inProcess, workIn(folder, [1]), (event) => {
      if (event.kind !== 'waiting') return;
      messages.add(event.message);
      rmSync(lease, { force: true });
    });
    expect(outcome.finished).toEqual([run(1)]);
    expect([...messages][0]).toMatch(
      /^seed 1 waits for a heartbeat of process 7 on elsewhere, which counts as dead after 1[45] s$/,
    );
  });
});

describe('an event stream', () => {
  const event: RunEvent = { kind: 'run-finished', experiment: 'small', seed: 1, time: 0 };

  it('gives what came before and what comes while it is read, up to the end', async () => {
    const stream = new EventStream();
    stream.push(event);
    const read: RunEvent[] = [];
    const reading = (async () => {
      for await (const one of stream) read.push(one);
    })();
    await setImmediate();
    stream.push({ ...event, seed: 2 });
    await setImmediate();
    expect(read.map(({ seed }) => seed)).toEqual([1, 2]);
    stream.end();
    stream.push({ ...event, seed: 3 });
    await reading;
    expect(read).toHaveLength(2);
  });

  it('ends with an error where there is one', async () => {
    const stream = new EventStream();
    stream.push(event);
    stream.end(new Error('no more'));
    const reader = stream[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(event);
    await expect(reader.next()).rejects.toThrow('no more');
  });
});
