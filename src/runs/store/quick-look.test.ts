import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { writeJson } from '../../files/json-file.js';
import { writeDone } from '../done-file.js';
import { layout, type StageRun } from '../folder.js';
import { testsFile, testsFolder } from '../stage-record.js';
import { usualDone } from './done-record.js';
import { quickLook } from './quick-look.js';

let folder: string;
let run: StageRun;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  [run] = [...layout(defineExperiment(smallExperiment), folder).values()].flat() as [StageRun];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a finished stage with the tests that are wanted. */
function finish(): void {
  const tests = testsFolder(run);
  writeJson(join(run.folder, 'run.json'), { stage: 'stage1' });
  writeJson(join(tests.folder, testsFile), { stage: 'stage1', seed: run.seed, ...run.tests });
  writeDone(tests, 2);
  writeDone(run, 3);
}

it('sees what is finished, what is absent, and leaves all else to a closer look', () => {
  expect(quickLook(run)).toEqual({ state: 'absent', seconds: 0 });
  finish();
  expect(quickLook(run)).toEqual({ state: 'finished', seconds: 2 });
  writeFileSync(join(testsFolder(run).folder, testsFile), '{}');
  expect(quickLook(run)).toBeNull();
  finish();
  writeJson(join(run.folder, 'tests-01234567', testsFile), run.tests);
  expect(quickLook(run)).toBeNull();
});

it('leaves other tests than those that are wanted to a closer look', () => {
  finish();
  const tests = testsFolder(run);
  writeJson(join(tests.folder, testsFile), { ...run.tests, sets: [] });
  writeDone(tests, 2);
  expect(quickLook(run)).toBeNull();
});

it('takes a done.json as it is written, and no other', () => {
  const file = { bytes: 3, sha256: 'a'.repeat(64) };
  const done = { identity: 'x', finished: '2026-11-28T10:00:00.000Z', seconds: 1 };
  const text = (more: object): string => JSON.stringify({ ...done, files: { a: file }, ...more });
  expect(usualDone(text({}))).toEqual({ ...done, files: new Map([['a', file]]) });
  expect(usualDone(text({ weights: 'until finished' }))).toMatchObject({
    weights: 'until finished',
  });
  const others = [
    { more: 1 },
    { finished: '2026-02-30T10:00:00.000Z' },
    { seconds: -1 },
    { seconds: '1' },
    { files: { a: { ...file, bytes: 1.5 } } },
    { files: { a: { ...file, sha256: 'A'.repeat(64) } } },
    { files: { a: { ...file, more: 1 } } },
    { files: [file] },
    { weights: 'kept' },
  ];
  for (const other of others) expect(usualDone(text(other)), JSON.stringify(other)).toBeNull();
  expect(usualDone('{')).toBeNull();
});
