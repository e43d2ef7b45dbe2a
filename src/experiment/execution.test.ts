import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from './execution.js';
import { checkExperiment } from './experiment.js';

describe('executionOf', () => {
  it('fills in every default', () => {
    expect(executionOf()).toEqual({
      microBatch: null,
      batchSeeds: null,
      testBatch: 512,
      keepWeights: 'all',
      answers: 'end',
      device: 'auto',
      deterministic: false,
      threads: 1,
      checkpointEvery: 10,
    });
  });

  it('takes of each option the last value that is given', () => {
    const study = { microBatch: 128, testBatch: 64 };
    const given = { microBatch: 'search', testBatch: undefined, threads: 2 } as const;
    expect(executionOf(study, given)).toMatchObject({
      microBatch: 'search',
      testBatch: 64,
      threads: 2,
    });
    expect(executionOf(given, { microBatch: null }).microBatch).toBeNull();
  });

  it.each([
    [{ microBatch: 0 }, 'execution: microBatch: expected'],
    [
      { device: 'gpu' },
      'execution: device: expected auto, cpu, cuda:N or several as cuda:0,cuda:1, given "gpu"',
    ],
    [{ microBatches: 3 }, 'execution: microBatches: unknown key (did you mean "microBatch"?)'],
  ])('refuses %j', (given, message) => {
    expect(() => executionOf(given as object)).toThrow(message);
  });
});

it.each([
  ['stages', [{ ...smallExperiment.stages[0], documentsPerPass: 3 }], 'documentsPerPass'],
  ['evaluate', { documentsPerBatch: 3 }, 'documentsPerBatch'],
  ['evaluate', { answers: 'every' }, 'answers'],
  ['weights', 'parents', 'weights'],
])('is no part of an experiment: %s, %j', (key, value, unknown) => {
  expect(() => checkExperiment({ ...smallExperiment, [key]: value })).toThrow(
    `${unknown}: unknown key`,
  );
});
