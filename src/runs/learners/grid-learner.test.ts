import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallImageExperiment } from '../../../test/small-images.js';
import { executionOf } from '../../experiment/execution.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { liveTensors } from '../../tensor/index.js';
import { readRecord } from '../experiment-record.js';
import { layout, type StageRun } from '../folder.js';
import { rowsFile, runFiles } from '../stage-files.js';
import { testsFolder } from '../stage-record.js';
import { trainRun } from '../train-run.js';

const execution = executionOf({ device: 'cpu' });
const experiment = defineExperiment(smallImageExperiment);
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Trains a seed in a folder of its own; `stopAfter` steps it stops. */
function trained(
  seed: number,
  stopAfter = Number.POSITIVE_INFINITY,
  folder?: string,
): { folder: string; runs: readonly StageRun[] } {
  const runsFolder = folder ?? mkdtempSync(join(tmpdir(), 'credence-grids-'));
  folders.push(...(folder === undefined ? [runsFolder] : []));
  const runs = layout(experiment, runsFolder).get(seed) ?? [];
  let steps = 0;
  for (const event of trainRun({ experiment, runs, execution })) {
    if (event.kind !== 'step') continue;
    expect(Number.isFinite(event.loss)).toBe(true);
    if (++steps === stopAfter) break;
  }
  return { folder: runsFolder, runs };
}

const contents = (runs: readonly StageRun[]): string[] =>
  runs.flatMap((run) =>
    [
      join(run.folder, runFiles.losses),
      join(run.folder, runFiles.model),
      join(testsFolder(run).folder, rowsFile('metrics')),
      join(testsFolder(run).folder, rowsFile('answers')),
    ].map((path) => readFileSync(path).toString('base64')),
  );

describe('a run on images', () => {
  const before = liveTensors();
  const first = trained(1);

  it('measures every subset of every set after each test', () => {
    const { rows, missing } = readRecord(experiment, first.folder);
    expect(missing).toEqual([2]);
    const at = (stage: string, epoch: number, metric: string): string[] =>
      rows
        .filter((row) => row.stage === stage && row.epoch === epoch && row.metric === metric)
        .map(({ set, subset, questions }) => `${set} ${subset} ${questions}`);
    const wanted = [
      'questions D1cons 12',
      'questions D2incons 12',
      'questions QA3 6',
      'questions D5cons 24',
      'questions D6cons 24',
      'questions QA7 24',
      'trainQuestions D1cons 36',
      'trainQuestions D2incons 36',
      'trainQuestions QA3 18',
      'definitions D1cons 12',
      'definitions D2incons 12',
      'definitions D5cons 6',
      'definitions D6cons 6',
    ];
    for (const [stage, epoch] of [
      ['stage1', 1],
      ['stage1', 2],
      ['stage2', 0],
      ['stage2', 1],
    ] as const)
      for (const metric of ['exactMatch', 'loss']) expect(at(stage, epoch, metric)).toEqual(wanted);
  });

  it('writes answers that its measurements are the means of', () => {
    const { rows } = readRecord(experiment, first.folder);
    const { folder } = testsFolder(first.runs[1] as StageRun);
    const text = readFileSync(join(folder, rowsFile('answers')), 'utf8');
    const answers = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers[0]).toMatchObject({ prompt: expect.stringMatching(/^\d\d \d\d, cell [1-4]$/) });
    for (const subset of ['D1cons', 'D5cons', 'QA7']) {
      const own = answers.filter((one) => one.subset === subset);
      const share = own.filter(({ correct }) => correct).length / own.length;
      const row = rows.find(
        (one) =>
          one.stage === 'stage2' &&
          one.epoch === 1 &&
          one.subset === subset &&
          one.set === 'questions' &&
          one.metric === 'exactMatch',
      );
      expect(row?.value).toBeCloseTo(share, 12);
    }
  });

  it('has the same files when it is trained again, and others with another seed', () => {
    expect(contents(trained(1).runs)).toEqual(contents(first.runs));
    expect(contents(trained(2).runs)).not.toEqual(contents(first.runs));
  });

  it('goes on after the last whole stage where it was stopped', () => {
    const stopped = trained(1, 7);
    expect(readRecord(experiment, stopped.folder).finished).toEqual([]);
    const again = trained(1, Number.POSITIVE_INFINITY, stopped.folder);
    expect(contents(again.runs)).toEqual(contents(first.runs));
  });

  it('leaves no tensor behind', () => {
    expect(liveTensors()).toBe(before);
  });
});
