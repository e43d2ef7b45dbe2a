import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { takeLock } from '../files/lock.js';
import { EventStream } from './event-stream.js';
import type { RunEvent } from './events.js';
import type { Executor, SubmittedWork, Work } from './executor.js';
import { readRecord } from './experiment-record.js';
import { layout, type StageRun } from './folder.js';
import { trainRun } from './train-run.js';
import { trainSeeds } from './train-seeds.js';

const experiment = defineExperiment(smallExperiment);
const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const workIn = (runsFolder: string, seeds = [1, 2]): Work => {
  return { experiment, seeds, runsFolder, execution: executionOf({ device: 'cpu' }) };
};

/** Trains in this very process, one seed after the other. */
const inProcess: Executor = {
  submit(work: Work): SubmittedWork {
    const events = new EventStream();
    let isStopped = false;
    const run = async (): Promise<void> => {
      for (const seed of work.seeds) {
        const of = { experiment: work.experiment.name, seed, time: 0 };
        try {
          const runs = layout(work.experiment, work.runsFolder).get(seed) ?? [];
          for (const event of trainRun({ ...work, runs })) {
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
      finished: [1, 2],
      left: [],
      stopped: [],
      signal: null,
    });
    expect(outcome.failed.size).toBe(0);
    const ofFirst = events.filter(({ seed }) => seed === 1);
    const kinds = ofFirst.flatMap(({ kind }) =>
      kind === 'step' || kind === 'testing' ? [] : [kind],
    );
    const stage1 = ['stage-begun', 'tested', 'tested', 'tested', 'stage-finished'];
    // Stage 2 is tested before its first step, too.
    expect(kinds).toEqual(['run-begun', ...stage1, ...stage1, 'run-finished']);
    const tested = events.flatMap((event) => (event.kind === 'tested' ? event.measurements : []));
    expect(tested).toEqual(readRecord(experiment, folder).rows);
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
    expect(outcome).toMatchObject({ finished: [], stopped: [1], signal: 'SIGINT' });
    expect(process.listenerCount('SIGINT')).toBe(listeners);
    const [first, second] = layout(experiment, folder).get(1) as [StageRun, StageRun];
    expect(existsSync(join(first.folder, 'done.json'))).toBe(true);
    expect(existsSync(join(second.folder, 'done.json'))).toBe(false);
    const outcomeAfter = await trainSeeds(inProcess, workIn(folder, [1]), () => {});
    expect(outcomeAfter.finished).toEqual([1]);
  });

  it('leaves a stage that another process trains, and no other', async () => {
    const folder = join(root, 'locked');
    const [, second] = layout(experiment, folder).get(1) as [StageRun, StageRun];
    const release = takeLock(second.folder, 'seed 1');
    const outcome = await trainSeeds(inProcess, workIn(folder), () => {});
    expect(outcome).toMatchObject({ finished: [2], left: [1] });
    const other = override(experiment, ['stages.stage2.epochs=1']);
    const beside = { ...workIn(folder, [1]), experiment: other };
    expect((await trainSeeds(inProcess, beside, () => {})).finished).toEqual([1]);
    release();
    expect((await trainSeeds(inProcess, workIn(folder), () => {})).finished).toEqual([1, 2]);
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
