import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallExperiment } from '../../test/small-experiment.js';
import { type ExecutionInput, executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { readJsonLines } from '../files/json-lines.js';
import { readRecord } from './experiment-record.js';
import { layout } from './folder.js';
import { runFiles } from './stage-files.js';
import { readRows, readStage } from './stage-record.js';
import { trainRun } from './train-run.js';

const experiment = defineExperiment({
  ...smallExperiment,
  data: { ...smallExperiment.data, format: 'plain' },
  evaluate: { metrics: ['exactMatch', 'loss'] },
  seeds: { first: [1] },
});
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What a run leaves that is executed in some way. */
function executed(input: ExecutionInput) {
  const folder = mkdtempSync(join(tmpdir(), 'credence-execution-'));
  folders.push(folder);
  const runs = layout(experiment, folder).get(1) ?? [];
  const execution = executionOf({ device: 'cpu' }, input);
  for (const _ of trainRun({ experiment, runs, execution }));
  const losses = runs.flatMap((run) =>
    readJsonLines(join(run.folder, runFiles.losses), z.looseObject({})),
  );
  const answers = runs.flatMap((run) => {
    const { tests } = readStage(run);
    if (tests === null) throw new Error(`${run.folder} has no tests`);
    return readRows(run, tests, 'answers', z.looseObject({}));
  });
  return {
    paths: runs.map((run) => relative(folder, run.folder)),
    rows: readRecord(experiment, folder).rows,
    losses: losses.map(({ loss }) => Number(loss)),
    answeredAt: answers.map(({ epoch }) => epoch),
    weights: runs.map((run) => existsSync(join(run.folder, runFiles.model))),
  };
}

describe('the execution of a run', () => {
  const plain = executed({});
  const divided = executed({
    microBatch: 3,
    testBatch: 2,
    keepWeights: 'parents',
    answers: 'every',
  });

  it('is no part of where its stages are', () => {
    expect(divided.paths).toEqual(plain.paths);
  });

  it('changes no number but its rounding', () => {
    // Sums of a few float32 in another order: 1e-7 was seen.
    for (const [step, loss] of plain.losses.entries())
      expect(Math.abs((divided.losses[step] ?? 0) / loss - 1)).toBeLessThan(1e-5);
    const scores = ({ rows }: typeof plain) =>
      rows.filter(({ metric }) => metric === 'exactMatch').map(({ value }) => value);
    expect(scores(divided)).toEqual(scores(plain));
  });

  it('says what is kept', () => {
    expect([plain.weights, divided.weights]).toEqual([
      [true, true],
      [true, false],
    ]);
    expect([...new Set(plain.answeredAt)]).toEqual([3, 2]);
    expect([...new Set(divided.answeredAt)]).toEqual([1, 2, 3, 0]);
  });
});
