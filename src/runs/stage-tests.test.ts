import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import type { StageBegun } from './events.js';
import { readRecord } from './experiment-record.js';
import { layout, type StageRun } from './folder.js';
import { runFiles } from './stage-files.js';
import { lackingText, testsOf } from './stage-tests.js';
import { experimentStatus, unfinishedSeeds } from './status.js';
import { trainRun } from './train-run.js';

const data = { ...smallExperiment.data, format: 'plain' } as const;
const evaluate = { sets: ['questions', 'name'], metrics: ['exactMatch', 'loss'] } as const;
const execution = executionOf({ device: 'cpu' });
const experiment = defineExperiment({ ...smallExperiment, data, evaluate });
const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Trains a seed, and returns the stages that were begun. */
function train(one: Experiment, seed: number, folder: string, how = execution): StageBegun[] {
  const runs = layout(one, folder).get(seed) ?? [];
  return [...trainRun({ experiment: one, runs, execution: how })].flatMap((event) =>
    event.kind === 'stage-begun' ? [event] : [],
  );
}

const weightsOf = (run: StageRun): string =>
  readFileSync(join(run.folder, runFiles.model)).toString('base64');

describe('results of a finished run', () => {
  const folder = join(root, 'one');
  const recordOf = (...set: string[]) =>
    readRecord(override(experiment, ['seeds.first=[1]', ...set]), folder);
  const untestedOf = (...set: string[]) => recordOf(...set).untested.get(1) ?? null;

  beforeAll(() => {
    train(experiment, 1, folder);
  });

  it('are read where tests are as they were', () => {
    expect(recordOf().finished).toEqual([1]);
    expect(recordOf().rows.length).toBeGreaterThan(0);
  });

  it('are read without what is not wanted, under the names that are', () => {
    const { rows } = recordOf();
    const wanted = rows.filter(
      ({ metric, subset, epoch, stage }) =>
        metric === 'loss' &&
        (stage === 'stage2' || (subset === 'D1cons' && [2, 3].includes(epoch))),
    );
    const fewer = recordOf(
      'evaluate.metrics=["loss"]',
      'stages.stage1.evaluate={"everyEpochs":2,"subsets":["D1cons"]}',
      'stages.stage1.name=early',
    );
    expect(fewer.rows).toEqual(
      wanted.map((row) => (row.stage === 'stage1' ? { ...row, stage: 'early' } : row)),
    );
  });

  it.each([
    ['evaluate.metrics=["f1"]', 'without metric f1'],
    ['evaluate.newTokens=9', 'with newTokens 8 instead of 9'],
    ['evaluate.precision=bfloat16', 'with precision float32 instead of bfloat16'],
  ])('are no answer to %s', (set, lacking) => {
    expect(recordOf(set)).toMatchObject({ finished: [], missing: [1], rows: [] });
    expect(untestedOf(set)).toBe(`stage1 was tested ${lacking}; stage2 was tested ${lacking}`);
  });

  it('are no answer where X2 is divided otherwise before its second seeds', () => {
    const divided = override(experiment, ['seeds.second=[3]']);
    const [first, second] = experimentStatus(divided, folder)[0]?.stages ?? [];
    expect(first).toMatchObject({
      state: 'untested',
      lacking: 'with X2 divided by second seed 0 instead of 3',
    });
    expect(second?.state).toBe('missing');
  });

  it('are another run where the words of a vocabulary depend on the sets', () => {
    expect(recordOf('evaluate.sets=["questions"]')).toMatchObject({ missing: [1] });
    expect(untestedOf('evaluate.sets=["questions"]')).toBeNull();
  });
});

describe('seeds that were tested otherwise', () => {
  const folder = join(root, 'otherwise');
  const rarely = override(experiment, [
    'stages.stage1.evaluate={"everyEpochs":2}',
    'stages.stage2.evaluate={"subsets":["D5cons"]}',
  ]);
  const trained = (first: Experiment, second: Experiment): void => {
    train(first, 1, folder);
    train(second, 2, folder);
  };
  beforeAll(() => trained(experiment, rarely));

  it('are not averaged with those that have everything, and say what they lack', () => {
    const { finished, missing, untested, rows } = readRecord(experiment, folder);
    expect([finished, missing]).toEqual([[1], [2]]);
    expect([...untested]).toEqual([
      [
        2,
        'stage1 was tested without a test after epoch 1; ' +
          'stage2 was tested without subsets other than D5cons',
      ],
    ]);
    expect(new Set(rows.map(({ seed }) => seed))).toEqual(new Set([1]));
    expect(unfinishedSeeds(experiment, folder).missing).toEqual([2]);
    const states = experimentStatus(experiment, folder).map(({ stages }) =>
      stages.map(({ state }) => state),
    );
    expect(states).toEqual([
      ['finished', 'finished'],
      ['untested', 'untested'],
    ]);
  });

  it('have the rows that are wanted of all of them', () => {
    const { finished, rows } = readRecord(rarely, folder);
    expect(finished).toEqual([1, 2]);
    const keys = (seed: number) =>
      rows
        .filter((row) => row.seed === seed)
        .map(({ stage, epoch, subset, set, metric }) => [stage, epoch, subset, set, metric].join());
    expect(keys(1)).toEqual(keys(2));
    expect(new Set(keys(1)).size).toBe(keys(1).length);
  });

  it('are trained once more for the tests that they lack, to the same weights', () => {
    const seed = ['seeds.first=[2]'];
    const runs = layout(override(experiment, seed), folder).get(2) ?? [];
    const weights = runs.map(weightsOf);
    const before = readRecord(override(rarely, seed), folder).rows;
    expect(train(experiment, 2, folder).map(({ stage, again }) => [stage, again])).toEqual([
      ['stage1', 'it was tested without a test after epoch 1'],
      ['stage2', 'it was tested without subsets other than D5cons'],
    ]);
    expect(runs.map(weightsOf)).toEqual(weights);
    expect(readRecord(override(rarely, seed), folder).rows).toEqual(before);
    expect(readRecord(experiment, folder).finished).toEqual([1, 2]);
    const other = join(root, 'fresh');
    train(experiment, 2, other);
    expect(readRecord(override(experiment, seed), folder).rows).toEqual(
      readRecord(override(experiment, seed), other).rows,
    );
  });
});

describe('experiments that begin alike', () => {
  const folder = join(root, 'shared');
  const other = override(experiment, ['name=other', 'stages.stage2.learningRate=1e-3']);

  it('train once what they have in common', () => {
    expect(train(experiment, 1, folder)).toHaveLength(2);
    const begun = train(other, 1, folder);
    expect(begun.map(({ experiment: name, stage }) => [name, stage])).toEqual([
      ['other', 'stage2'],
    ]);
    expect(readRecord(override(experiment, ['seeds.first=[1]']), folder).finished).toEqual([1]);
  });

  it('have weights made that another did not keep', () => {
    const kept = join(root, 'kept');
    const sparing = executionOf({ device: 'cpu', keepWeights: 'parents' });
    const alone = defineExperiment({
      ...{ ...smallExperiment, data, evaluate },
      name: 'alone',
      stages: [smallExperiment.stages[0]],
    });
    train(alone, 1, kept, sparing);
    const [first] = layout(alone, kept).get(1) as [StageRun];
    expect(() => weightsOf(first)).toThrow('ENOENT');
    const record = readRecord(override(alone, ['seeds.first=[1]']), kept);
    expect(train(experiment, 1, kept, sparing).map(({ stage, again }) => [stage, again])).toEqual([
      ['stage1', 'its weights were not kept'],
      ['stage2', null],
    ]);
    expect(weightsOf(first)).toBe(weightsOf(layout(experiment, folder).get(1)?.[0] as StageRun));
    const { rows, finished } = readRecord(override(alone, ['seeds.first=[1]']), kept);
    expect({ rows, finished }).toEqual({ rows: record.rows, finished: record.finished });
  });
});

describe('testsOf', () => {
  it('has what decides the rows, and nothing else', () => {
    const [stage1, stage2] = experiment.stages;
    if (stage1 === undefined || stage2 === undefined) throw new Error('two stages');
    expect(testsOf(experiment, stage1)).toEqual({
      ...{ sets: ['questions', 'name'], metrics: ['exactMatch', 'loss'] },
      how: { newTokens: 8, precision: 'float32' },
      ...{ subsets: null, everyEpochs: 1, epochs: 3, split: 0, analyses: {} },
    });
    expect(testsOf(experiment, stage2).split).toBeNull();
  });

  it('is had by older tests, where an option that came later has its default', () => {
    const [stage] = experiment.stages;
    if (stage === undefined) throw new Error('a stage');
    const had = { ...testsOf(experiment, stage), how: { newTokens: 8 } };
    const wanted = (set: string[]) => {
      const other = override(experiment, set);
      return testsOf(other, other.stages[0] ?? stage);
    };
    expect(lackingText(had, wanted([]))).toBeNull();
    expect(lackingText(had, wanted(['evaluate.precision=bfloat16']))).toMatch(/^with precision /);
    expect(lackingText(had, wanted(['evaluate.newTokens=7']))).toBe(
      'with newTokens 8 instead of 7',
    );
    expect(lackingText({ ...had, metrics: ['loss'] }, wanted(['evaluate.newTokens=7']))).toBe(
      'without metric exactMatch, with newTokens 8 instead of 7',
    );
  });
});
