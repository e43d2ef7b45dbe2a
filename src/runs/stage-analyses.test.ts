import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { readRecord } from './experiment-record.js';
import { layout, rowsFile, type StageRun } from './folder.js';
import { testsFolder } from './stage-record.js';
import { trainRun } from './train-run.js';

const { data, evaluate, stages } = {
  data: { ...smallExperiment.data, format: 'plain', entities: 32 },
  evaluate: { sets: ['questions', 'name'] },
  stages: smallExperiment.stages,
} as const;
const execution = executionOf({ device: 'cpu' });
const experiment = defineExperiment({
  ...{ ...smallExperiment, data, evaluate },
  stages: [
    {
      ...stages[0],
      gradients: { atEpochs: [0, 2] },
      probes: { tasks: ['tag'], questions: ['name'], aliasTokens: 2, folds: 3 },
    },
    stages[1],
  ],
  seeds: { first: [1] },
});

const folder = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runsOf = (one: Experiment, place: string): readonly StageRun[] =>
  layout(one, join(folder, place)).get(1) ?? [];

/** Trains, and returns how many steps there were before it ended or threw. */
function stepsOf(one: Experiment, place: string): { steps: number; error: unknown } {
  const runs = runsOf(one, place);
  let steps = 0;
  try {
    for (const { kind } of trainRun({ experiment: one, runs, execution }))
      if (kind === 'step') steps++;
    return { steps, error: null };
  } catch (error) {
    return { steps, error };
  }
}

const probes = (changes: object): string =>
  `stages.stage1.probes=${JSON.stringify({ ...experiment.stages[0]?.probes, ...changes })}`;

describe('the analyses of a stage', () => {
  beforeAll(() => expect(stepsOf(experiment, 'whole').error).toBeNull());
  const recordOf = (...set: string[]) =>
    readRecord(override(experiment, set), join(folder, 'whole'));

  it('are made after the epochs asked for, and probes at the end', () => {
    const { alignments, probes: found } = recordOf();
    expect([...new Set(alignments.map(({ epoch }) => epoch))]).toEqual([0, 2]);
    // Two subsets, under their own tags, tag 1 and tag 2, by five metrics, at two epochs.
    expect(alignments).toHaveLength(2 * 3 * 5 * 2);
    // A layer and the embedding; the word of the question and two of the alias.
    expect(found).toHaveLength(2 * 3);
    expect(found.map(({ token }) => token)).toEqual(['name', 'x', 'y', 'name', 'x', 'y']);
  });

  it('are read back where they are as wanted, or where none are wanted any more', () => {
    expect(recordOf('stages.stage1.probes=null').probes).toEqual([]);
    for (const [set, stage] of [
      ['stages.stage1.gradients={"atEpochs":[0,1]}', 'stage1'],
      ['stages.stage2.gradients={"atEpochs":[0]}', 'stage2'],
    ] as const) {
      const { finished, untested } = recordOf(set);
      expect(finished).toEqual([]);
      const lacking = `${stage} was tested without the analysis gradients as it is wanted`;
      expect([...untested]).toEqual([[1, lacking]]);
    }
  });

  it.each(['gradients', 'probes'] as const)('are damaged where %s are', (name) => {
    const { folder: tests } = testsFolder(runsOf(experiment, 'whole')[0] as StageRun);
    const path = join(tests, rowsFile(name));
    const written = readFileSync(path, 'utf8');
    for (const [content, message] of [
      [written.replace('stage1', 'stage7'), 'its content is not what was written'],
      [written.slice(0, -9), 'bytes, but'],
    ] as const) {
      writeFileSync(path, content);
      expect(() => recordOf()).toThrow(message);
      writeFileSync(path, written);
    }
  });

  it.each([
    [probes({ aliasTokens: 3 }), 'with 3 tokens (probes.aliasTokens): none of'],
    [probes({ tasks: ['defined'] }), 'data.shares has no QA3'],
    [probes({ questions: ['nothing'] }), 'has a test question with "nothing" in it'],
    [probes({ folds: 40 }), 'fewer than probes.folds, 40'],
    [probes({ questions: [' '] }), 'asks otherwise than'],
  ])('that cannot be made fail before the first step: %s', (set, message) => {
    const { steps, error } = stepsOf(override(experiment, [set]), 'never');
    expect(steps).toBe(0);
    expect(String(error)).toContain(message);
  });
});
