import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { layout } from '../runs/folder.js';
import { trainRun } from '../runs/train-run.js';
import { experimentWork } from '../runs/work/experiment-work.js';
import { resolveStudy } from '../study/resolve-study.js';
import { studyOf } from '../study/study.js';
import { parseSweep } from '../study/swept-values.js';
import { planOf } from './plan.js';
import { type PlannedExperiment, runsPlan } from './runs-plan.js';
import { runsPlanLines } from './runs-plan-text.js';
import { weightPlan } from './weight-plan.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const execution = executionOf({ device: 'cpu', keepWeights: 'all' });
const { members } = resolveStudy(studyOf(smallExperiment), {
  sweep: parseSweep(['stages.stage2.learningRate=1e-3,2e-3,3e-3'], false),
});

/** As a dry run has it, where a seed takes 80 seconds. */
function planned(experiment: Experiment): PlannedExperiment {
  const weights = weightPlan(experiment, root, execution);
  return {
    order: { experiment, execution },
    stages: planOf(experiment).stages,
    work: experimentWork(experiment, root, execution),
    weights,
    cost: { oneSeed: 80, all: 160, measured: 0, device: 'cpu' },
    parameters: 1000,
  };
}

const plan = (jobs: number) =>
  runsPlan(
    members.map(({ experiment }) => planned(experiment)),
    root,
    jobs,
  );

describe('the plan of a sweep', () => {
  const [first] = members.map(({ experiment }) => experiment);
  const shown = planOf(first as Experiment).stages.map(
    ({ documents, epochs }) => documents * epochs,
  );
  const [one = 0, two = 0] = shown.map((n) => (80 * n) / shown.reduce((sum, m) => sum + m, 0));

  it('counts a shared stage once, and what waits for it after it', () => {
    const { experiments, seconds, runBytes } = plan(1);
    expect(experiments).toMatchObject([
      { seeds: 2, finishedSeeds: 0, trainings: 4, shared: 0 },
      { seeds: 2, finishedSeeds: 0, trainings: 4, shared: 2 },
      { seeds: 2, finishedSeeds: 0, trainings: 4, shared: 2 },
    ]);
    expect(experiments[0]?.seconds).toBeCloseTo(2 * (one + two), 9);
    expect(experiments[1]?.seconds).toBeCloseTo(2 * two, 9);
    expect(seconds?.work).toBeCloseTo(2 * one + 6 * two, 9);
    expect(seconds?.all).toBeCloseTo(2 * one + 6 * two, 9);
    expect(plan(2).seconds?.all).toBeCloseTo(one + 3 * two, 9);
    expect(plan(100).seconds?.all).toBeCloseTo(one + two, 9);
    // Weights, gradients and two moments of AdamW, in float32.
    expect(runBytes).toBe(1000 * 16);
  });

  it('leaves out what is finished, and is one table', () => {
    const experiment = first as Experiment;
    for (const runs of layout(experiment, root).values())
      for (const _ of trainRun({ experiment, runs, execution }));
    const after = plan(2);
    expect(after.experiments).toMatchObject([
      { finishedSeeds: 2, trainings: 0, seconds: 0, weightBytes: 0 },
      { finishedSeeds: 0, trainings: 2, shared: 0 },
      { finishedSeeds: 0, trainings: 2, shared: 0 },
    ]);
    const setting = { name: 'small', jobs: 2, basis: 'an estimate for cpu', width: 80 };
    const lines = runsPlanLines(after, { ...setting, memory: 8e9, disk: 5e9 });
    expect(lines.slice(0, 5)).toEqual([
      'small',
      'small-learningrate-...  seeds  finished  to train  shared  time  weights',
      expect.stringMatching(/^1e-3 +2 +2 +0 +0 +- +-$/),
      expect.stringMatching(/^2e-3 +2 +0 +2 +0 +\d+ s +\d+ kB$/),
      expect.stringMatching(/^3e-3 +2 +0 +2 +0 +\d+ s +\d+ kB$/),
    ]);
    expect(lines).toContain('3 experiments, 6 runs: 2 finished, 4 to do');
    expect(lines).toContain('stages to train: 4');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});
