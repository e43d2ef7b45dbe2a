import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { TaskRecordReader, TaskRecords } from './task-record.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const begun = (pid: number) => ({ kind: 'task-begun', node: 'node1', pid, time: 0 }) as const;

it('reads what is appended, once and in whole lines', () => {
  const path = join(folder, 'growing.jsonl');
  const reader = new TaskRecordReader(path);
  expect(reader.read()).toEqual([]);
  const records = new TaskRecords(path);
  records.append(begun(1));
  records.append(begun(2));
  expect(reader.read()).toEqual([begun(1), begun(2)]);
  expect(reader.read()).toEqual([]);
  const [first = '', second = ''] = [
    JSON.stringify(begun(3)).slice(0, 9),
    JSON.stringify(begun(3)).slice(9),
  ];
  appendFileSync(path, first);
  expect(reader.read()).toEqual([]);
  appendFileSync(path, `${second}\n`);
  expect(reader.read()).toEqual([begun(3)]);
  records.close();
});

it('begins a line of its own after one that a killed process left half written', () => {
  const path = join(folder, 'torn.jsonl');
  const before = new TaskRecords(path);
  before.append(begun(1));
  before.close();
  appendFileSync(path, '{"kind":"st');
  const after = new TaskRecords(path);
  after.append(begun(2));
  after.close();
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
  expect(new TaskRecordReader(path).read()).toEqual([begun(1), begun(2)]);
});
