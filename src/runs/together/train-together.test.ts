import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { executionOf } from '../../experiment/execution.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { LockedError, takeLease } from '../../files/leases/lease.js';
import { liveTensors } from '../../tensor/index.js';
import { environmentOf } from '../environment-record.js';
import { readRecord } from '../experiment-record.js';
import { layout, type StageRun } from '../folder.js';
import { trainRun } from '../train-run.js';
import type { SeedError, TogetherEvent } from './seed-under-way.js';
import { trainTogether } from './train-together.js';

const seeds = [1, 2, 3];
const [stage1, stage2] = smallExperiment.stages;
const experiment = defineExperiment({
  ...smallExperiment,
  stages: [
    { ...stage1, epochs: 2 },
    { ...stage2, epochs: 1 },
  ],
  seeds: { first: seeds },
});
const execution = executionOf({ device: 'cpu' });
const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const runsIn = (folder: string, seed: number): readonly StageRun[] =>
  layout(experiment, folder).get(seed) ?? [];

function alone(folder: string, seed: number): void {
  for (const _ of trainRun({ experiment, runs: runsIn(folder, seed), execution }));
}

function together(folder: string, isStopped = () => false): Generator<TogetherEvent> {
  const of = { experiment, execution, isStopped };
  return trainTogether(seeds.map((seed) => ({ ...of, runs: runsIn(folder, seed) })));
}

/** Who was trained with whom, stage by stage. */
const groups = (events: readonly TogetherEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'trained-together' ? [[event.stage, event.seeds, event.alone]] : [],
  );

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

/** The losses of all steps of a folder of runs, by file. */
const lossesIn = (folder: string): Map<string, number[]> =>
  new Map(
    filesIn(folder)
      .filter((file) => file.endsWith('losses.jsonl'))
      .map((file) => {
        const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
        return [file, lines.map((line) => (JSON.parse(line) as { loss: number }).loss)];
      }),
  );

/** Expects the rows of seeds that were trained each alone; losses have 24 bits and are about 3. */
function expectAlike(folder: string, other: string): void {
  const [losses, others] = [lossesIn(folder), lossesIn(other)];
  expect(losses.size).toBeGreaterThan(0);
  for (const [file, own] of others) {
    expect(losses.get(file)).toHaveLength(own.length);
    for (const [i, loss] of own.entries()) expect(losses.get(file)?.[i]).toBeCloseTo(loss, 5);
  }
  const [rows, wanted] = [readRecord(experiment, folder), readRecord(experiment, other)];
  expect(rows.finished).toEqual(wanted.finished);
  expect(rows.rows).toHaveLength(wanted.rows.length);
  for (const [i, { value, ...key }] of wanted.rows.entries()) {
    expect(rows.rows[i]).toMatchObject(key);
    expect(rows.rows[i]?.value).toBeCloseTo(value, 4);
  }
}

const one = join(root, 'one');
beforeAll(() => {
  for (const seed of seeds) alone(one, seed);
});

describe('seeds that are trained together', () => {
  const all = join(root, 'all');
  let events: TogetherEvent[] = [];
  let before = 0;
  let took = 0;
  beforeAll(() => {
    before = liveTensors();
    const start = performance.now();
    events = [...together(all)];
    took = (performance.now() - start) / 1000;
  });

  it('leave the folders and rows that each leaves alone', () => {
    expect(filesIn(all)).toEqual(filesIn(one));
    expectAlike(all, one);
    expect(liveTensors()).toBe(before);
    // And not the same of all.
    const [first, second] = [...lossesIn(all).values()] as [number[], number[]];
    expect(Math.abs((first[0] as number) - (second[0] as number))).toBeGreaterThan(1e-3);
  });

  it('say what is one program, and write down how many seeds it was', () => {
    expect(groups(events)).toEqual([
      ['stage1', seeds, null],
      ['stage2', seeds, null],
    ]);
    for (const [folder, count] of [[all, 3] as const, [one, 1] as const])
      for (const { folder: stage } of runsIn(folder, 2))
        expect(environmentOf(stage)?.batchSeeds).toBe(count);
  });

  it('have their share of the time each', () => {
    const seconds = events.flatMap((event) =>
      event.kind === 'stage-finished' ? [event.seconds] : [],
    );
    expect(seconds).toHaveLength(2 * seeds.length);
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeLessThan(took);
    expect(Math.min(...seconds)).toBeGreaterThan(0);
  });

  it('train nothing twice', () => {
    const again = [...together(all)];
    expect(again.map(({ kind }) => kind)).not.toContain('step');
    expect(groups(again)).toEqual([]);
  });
});

it('seeds that were stopped go on from where each stands, and wait for the one behind', () => {
  const folder = join(root, 'stopped');
  const before = liveTensors();
  const lease = takeLease(runsIn(folder, 3)[0]?.folder ?? '', 'seed 3');
  let isStopped = false;
  const events: TogetherEvent[] = [];
  for (const event of together(folder, () => isStopped)) {
    events.push(event);
    // The first waits for its next step by then, which both still take.
    if (event.kind === 'step' && event.seed === 2 && event.step === 2) isStopped = true;
  }
  lease.release();
  const errors = events.filter((event): event is SeedError => event.kind === 'error');
  expect(errors.map(({ seed, error }) => [seed, error instanceof LockedError])).toEqual([
    [3, true],
  ]);
  expect(groups(events)).toEqual([['stage1', [1, 2], null]]);
  const saved = events.flatMap((event) =>
    event.kind === 'checkpointed' ? [[event.seed, event.step]] : [],
  );
  expect(saved).toEqual([
    [2, 2],
    [1, 3],
  ]);
  expect(liveTensors()).toBe(before);
  const resumed = [...together(folder)];
  expect(groups(resumed)).toEqual([
    ['stage1', [3], 'it goes on to step 2, where others wait'],
    ['stage1', [2, 3], null],
    ['stage1', seeds, null],
    ['stage2', seeds, null],
  ]);
  expect(liveTensors()).toBe(before);
  expect(filesIn(folder)).toEqual(filesIn(one));
  expectAlike(folder, one);
});

it('one whose program was stopped goes on alone', () => {
  const folder = join(root, 'apart');
  let isStopped = false;
  for (const event of together(folder, () => isStopped))
    if (event.kind === 'step' && event.seed === 3 && event.step === 3) isStopped = true;
  for (const seed of seeds) alone(folder, seed);
  expectAlike(folder, one);
});
