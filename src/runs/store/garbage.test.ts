import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { birdsExperiment, trainHere, writeBirds } from '../../../test/small-table.js';
import { takeLease } from '../../files/leases/lease.js';
import { readRecord } from '../experiment-record.js';
import { garbageIn, removeGarbage } from './garbage.js';
import { storedStages } from './stage-folders.js';

const root = mkdtempSync(join(tmpdir(), 'credence-garbage-'));
const [runs, figures, file] = [join(root, 'runs'), join(root, 'figures'), join(root, 'birds.csv')];
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(() => {
  writeBirds(file);
  trainHere(birdsExperiment(file), runs);
});

/** A file that a process left long ago. */
function left(path: string): string {
  writeFileSync(path, 'x');
  utimesSync(path, 0, 0);
  return path;
}

it('finds nothing where every stage is of an experiment', () => {
  expect(garbageIn(runs, figures)).toMatchObject({
    stages: [],
    leavings: [],
    records: [],
    bytes: 0,
  });
});

it('removes what nothing refers to and what killed processes left, and nothing else', () => {
  const [first] = storedStages(runs);
  const stray = join(runs, '0123456789ab', 'seed-5');
  const held = join(runs, '0123456789ab', 'seed-6');
  for (const folder of [stray, held]) {
    mkdirSync(folder, { recursive: true });
    cpSync(join(first?.folder ?? '', 'losses.jsonl'), join(folder, 'losses.jsonl'));
  }
  const lease = takeLease(held, 'seed 6');
  mkdirSync(join(figures, 'birds'), { recursive: true });
  const leavings = [
    join(first?.folder ?? '', 'lock.json.4194303'),
    join(first?.folder ?? '', '.model.safetensors.4194303-0123abcd.tmp'),
    join(runs, '.probe-4194303'),
    join(figures, 'birds', '.curves.svg.4194303-0123abcd.tmp'),
  ].map(left);
  const own = left(join(runs, `.probe-${process.pid}`));
  const fresh = join(figures, '.new.svg.4194303-0123abcd.tmp');
  writeFileSync(fresh, 'x');
  const garbage = garbageIn(runs, figures);
  expect(garbage.stages.map(({ folder }) => folder)).toEqual([stray]);
  expect(garbage.held.map(({ folder }) => folder)).toEqual([held]);
  expect([...garbage.leavings].sort()).toEqual([...leavings].sort());
  expect(garbage.fresh).toBe(2);
  removeGarbage(garbage, runs);
  expect(existsSync(stray)).toBe(false);
  expect(readdirSync(held).sort()).toEqual(['lock.json', 'losses.jsonl']);
  expect(leavings.filter((path) => existsSync(path))).toEqual([]);
  expect([own, fresh].every((path) => existsSync(path))).toBe(true);
  lease.release();
  expect(readRecord(birdsExperiment(file), runs).finished).toEqual([1, 2]);
});
