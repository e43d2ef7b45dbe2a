import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EventFiles } from './event-files.js';
import { crc32c, type Scalar, scalarRecord, versionRecord } from './records.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-tensorboard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = new URL('../../../test/fixtures/tensorboard.json', import.meta.url);
const fixture = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly time: number;
  readonly scalars: readonly Scalar[];
  readonly bytes: string;
};

it("records have the bytes of TensorBoard's own writer", () => {
  const own = Buffer.concat([versionRecord(fixture.time), ...fixture.scalars.map(scalarRecord)]);
  expect(own.toString('hex')).toBe(fixture.bytes);
  // RFC 3720, B.4.
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
});

it('a stage has a file with its curves', () => {
  const time = 1_700_000_000_000;
  const of = { experiment: 'birds', seed: 3, stage: 'stage2', secondSeed: 0, time } as const;
  const row = {
    ...of,
    epoch: 2,
    subset: 'D5cons',
    set: 'questions',
    metric: 'exactMatch',
  } as const;
  const measurements = [{ ...row, value: 0.25, questions: 8 }];
  const files = new EventFiles(folder, () => {});
  const rate = { learningRate: 0.5, epoch: 1, epochs: 2, done: 0.5 };
  files.observe({ ...of, kind: 'step', step: 7, loss: 1.5, ...rate });
  files.observe({ ...of, kind: 'tested', epoch: 2, measurements });
  files.observe({ experiment: 'birds', seed: 3, kind: 'run-finished', time });
  files.close();
  const inside = join(folder, 'birds', 'seed-3', 'stage2-second-seed-0');
  const [name = '', ...others] = readdirSync(inside);
  expect(others).toEqual([]);
  expect(name).toMatch(/^events\.out\.tfevents\.1700000000\./);
  const seconds = time / 1000;
  const scalars: Scalar[] = [
    { tag: 'loss', step: 7, value: 1.5, time: seconds },
    { tag: 'learning rate', step: 7, value: 0.5, time: seconds },
    { tag: 'exactMatch/questions/D5cons', step: 2, value: 0.25, time: seconds },
  ];
  const wanted = Buffer.concat([versionRecord(seconds), ...scalars.map(scalarRecord)]);
  expect(readFileSync(join(inside, name)).equals(wanted)).toBe(true);
});

it('says once that a folder cannot be written, and stops no training', () => {
  const file = join(folder, 'a file');
  writeFileSync(file, '');
  const notes: string[] = [];
  const files = new EventFiles(file, (line) => notes.push(line));
  const of = { experiment: 'birds', seed: 3, stage: 'stage1', secondSeed: null, time: 0 } as const;
  const step = { ...of, kind: 'step', step: 1, loss: 1, epoch: 1, epochs: 1, done: 1 } as const;
  for (let times = 0; times < 2; times++) files.observe(step);
  expect(notes).toEqual([
    `Cannot write to ${join(file, 'birds', 'seed-3', 'stage1')}: a part of the path is a file. ` +
      'The curves end here; training goes on.',
  ]);
});
