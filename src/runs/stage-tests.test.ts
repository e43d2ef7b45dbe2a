import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { layout } from './folder.js';
import { readRecord } from './experiment-record.js';
import { checkFinishedTests } from './status.js';
import { trainRun } from './train-run.js';

const data = { ...smallExperiment.data, format: 'plain' } as const;
const seeds = { first: [1] };
const evaluate = { sets: ['questions', 'name'], metrics: ['exactMatch', 'loss'] } as const;
const execution = executionOf({ device: 'cpu' });
const experiment = defineExperiment({ ...smallExperiment, data, seeds, evaluate });
const folder = mkdtempSync(join(tmpdir(), 'credence-'));
const recordOf = (...set: string[]) => readRecord(override(experiment, set), folder);

beforeAll(() => {
  const runs = layout(experiment, folder).get(1) ?? [];
  for (const _progress of trainRun({ experiment, runs, execution }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('results of a finished run', () => {
  it('are read where tests are as they were, or fewer are wanted', () => {
    expect(recordOf().finished).toEqual([1]);
    expect(recordOf('evaluate.metrics=["exactMatch"]').finished).toEqual([1]);
  });

  it.each([
    ['evaluate.metrics=["f1"]', 'was tested without metric f1: take back what was changed'],
    ['evaluate.newTokens=9', 'was tested with evaluate.newTokens 8, now 9'],
    ['evaluate.precision=bfloat16', 'was tested with evaluate.precision float32, now bfloat16'],
  ])('are no answer to %s', (set, message) => {
    expect(() => recordOf(set)).toThrow(message);
  });

  it('are no answer before the seeds that are missing are trained', () => {
    const wanted = override(experiment, ['evaluate.metrics=["f1"]', 'seeds.first=[1,2]']);
    expect(() => checkFinishedTests(wanted, folder)).toThrow('was tested without metric f1');
    expect(() => checkFinishedTests(experiment, folder)).not.toThrow();
  });

  it('are another run where the words of a vocabulary hang on the sets', () => {
    expect(recordOf('evaluate.sets=["questions"]').missing).toEqual([1]);
  });
});
