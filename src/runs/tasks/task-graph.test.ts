import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { executionOf } from '../../experiment/execution.js';
import { defineExperiment, type Experiment } from '../../experiment/experiment.js';
import { override } from '../../experiment/override.js';
import type { RunOrder } from '../executor.js';
import { layout } from '../folder.js';
import { trainRun } from '../train-run.js';
import { openRuns, type Task, taskGraph } from './task-graph.js';

const small = defineExperiment(smallExperiment);
const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const execution = executionOf({ device: 'cpu' });
const member = (name: string, ...set: string[]): Experiment =>
  override(small, [`name=${name}`, ...set]);

const graphOf = (experiments: readonly Experiment[], seeds: readonly number[], runs = root) => {
  const orders = experiments.flatMap((experiment) =>
    seeds.map((seed): RunOrder => ({ experiment, seed, execution })),
  );
  return taskGraph(openRuns({ runs: orders, runsFolder: runs }));
};

const shown = ({ stages, sharedBy, after }: Task, tasks: readonly Task[]) => ({
  stages: stages.map(({ stage }) => stage),
  sharedBy,
  after: after.map((id) => tasks.findIndex((one) => one.id === id)),
});

describe('the tasks of runs', () => {
  it('are one for each run where runs share nothing', () => {
    const { tasks } = graphOf([small], [1, 2]);
    expect(tasks.map((task) => shown(task, tasks))).toEqual([
      { stages: ['stage1', 'stage2'], sharedBy: [0], after: [] },
      { stages: ['stage1', 'stage2'], sharedBy: [1], after: [] },
    ]);
  });

  it('train a stage that several experiments share once, and before what builds on it', () => {
    const members = [1, 2, 4].map((n) => member(`epochs-${n}`, `stages.stage2.epochs=${n}`));
    const { tasks, needed } = graphOf(members, [1]);
    expect(tasks.map((task) => shown(task, tasks))).toEqual([
      { stages: ['stage1'], sharedBy: [0, 1, 2], after: [] },
      { stages: ['stage2'], sharedBy: [0], after: [0] },
      { stages: ['stage2'], sharedBy: [1], after: [0] },
      { stages: ['stage2'], sharedBy: [2], after: [0] },
    ]);
    const [first] = layout(members[0] as Experiment, root).get(1) ?? [];
    expect(needed).toContainEqual({ folder: first?.folder, epochs: [first?.stage.epochs] });
  });

  it('are one where experiments differ in what no stage depends on', () => {
    const { tasks } = graphOf([member('a'), member('b')], [1]);
    expect(tasks.map((task) => shown(task, tasks))).toEqual([
      { stages: ['stage1', 'stage2'], sharedBy: [0, 1], after: [] },
    ]);
  });

  it('work in turn at a stage that experiments test otherwise', () => {
    const other = member('other', 'evaluate.metrics=["loss"]', 'stages.stage2.epochs=1');
    const { tasks } = graphOf([small, other], [1]);
    expect(tasks.map((task) => shown(task, tasks))).toEqual([
      { stages: ['stage1', 'stage2'], sharedBy: [0], after: [] },
      { stages: ['stage1', 'stage2'], sharedBy: [1], after: [0] },
    ]);
  });

  it('leave out what is on disk, and keep the name of what is not', () => {
    const runs = join(root, 'trained');
    const members = [1, 2].map((n) => member(`epochs-${n}`, `stages.stage2.epochs=${n}`));
    const [one, two] = members as [Experiment, Experiment];
    const before = graphOf(members, [1], runs).tasks;
    const own = layout(one, runs).get(1) ?? [];
    for (const _ of trainRun({
      experiment: one,
      runs: own,
      execution: { ...execution, keepWeights: 'all' },
    }));
    const { tasks } = graphOf([one, two], [1], runs);
    expect(tasks.map((task) => shown(task, tasks))).toEqual([
      { stages: ['stage2'], sharedBy: [1], after: [] },
    ]);
    expect(tasks[0]?.id).toBe(before[2]?.id);
  });
});
