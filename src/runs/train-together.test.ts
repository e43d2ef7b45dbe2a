import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { LockedError, takeLock } from '../files/lock.js';
import { liveTensors } from '../tensor/index.js';
import { readRecord } from './experiment-record.js';
import { layout, type StageRun } from './folder.js';
import { trainRun } from './train-run.js';
import { type SeedError, trainTogether } from './train-together.js';

const seeds = [1, 2, 3];
const experiment = defineExperiment({ ...smallExperiment, seeds: { first: seeds } });
const execution = executionOf({ device: 'cpu' });
const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const runsIn = (folder: string, seed: number): readonly StageRun[] =>
  layout(experiment, folder).get(seed) ?? [];

function alone(folder: string, seed: number): void {
  for (const _ of trainRun({ experiment, runs: runsIn(folder, seed), execution }));
}

type Event = ReturnType<typeof trainTogether> extends Generator<infer One> ? One : never;

function together(folder: string): Event[] {
  const settings = seeds.map((seed) => ({ experiment, execution, runs: runsIn(folder, seed) }));
  return [...trainTogether(settings)];
}

/** Who was trained with whom, stage by stage. */
const groups = (events: readonly Event[]) =>
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

describe('seeds that are trained together', () => {
  const [one, all] = [join(root, 'one'), join(root, 'all')];
  let events: Event[] = [];
  let before = 0;
  let took = 0;
  beforeAll(() => {
    for (const seed of seeds) alone(one, seed);
    before = liveTensors();
    const start = performance.now();
    events = together(all);
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

  it('give the events of each, and say what is one program', () => {
    const kindsOf = (of: readonly { seed: number; kind: string }[], seed: number): string[] =>
      of.flatMap((event) => (event.seed === seed ? [event.kind] : []));
    const own = [...trainRun({ experiment, runs: runsIn(join(root, 'own'), 2), execution })];
    expect(kindsOf(events, 2)).toEqual(kindsOf(own, 2));
    expect(groups(events)).toEqual([
      ['stage1', seeds, null],
      ['stage2', seeds, null],
    ]);
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
    const again = together(all);
    expect(again.map(({ kind }) => kind)).not.toContain('step');
    expect(groups(again)).toEqual([]);
  });
});

it('a seed at another stage waits for those before it, and one that is locked is left out', () => {
  const folder = join(root, 'ahead');
  alone(folder, 1);
  const [, second] = runsIn(folder, 1) as [StageRun, StageRun];
  rmSync(second.folder, { recursive: true });
  const [locked] = runsIn(folder, 3) as [StageRun];
  const release = takeLock(locked.folder, 'seed 3');
  const events = together(folder);
  const errors = events.filter((event): event is SeedError => event.kind === 'error');
  expect(errors.map(({ seed, error }) => [seed, error instanceof LockedError])).toEqual([
    [3, true],
  ]);
  expect(groups(events)).toEqual([
    ['stage1', [2], 'no other seed is at this stage'],
    ['stage2', [1, 2], null],
  ]);
  release();
  together(folder);
  expectAlike(folder, join(root, 'one'));
});

it('a caller that stops leaves finished stages only', () => {
  const folder = join(root, 'stopped');
  const before = liveTensors();
  const settings = seeds.map((seed) => ({ experiment, execution, runs: runsIn(folder, seed) }));
  for (const event of trainTogether(settings))
    if (event.kind === 'step' && event.stage === 'stage2') break;
  expect(liveTensors()).toBe(before);
  const done = filesIn(folder).filter((file) => file.endsWith('done.json'));
  expect(done.filter((file) => file.includes('stage2'))).toEqual([]);
  expect(filesIn(folder).filter((file) => file.endsWith('.lock'))).toEqual([]);
  const events = together(folder);
  expect(groups(events)).toEqual([['stage2', seeds, null]]);
  expectAlike(folder, join(root, 'one'));
});
