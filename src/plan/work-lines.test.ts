import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { type ExecutionInput, executionOf } from '../experiment/execution.js';
import { defineExperiment, type Experiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { layout } from '../runs/folder.js';
import { trainRun } from '../runs/train-run.js';
import { experimentWork, seedsToDo } from '../runs/work/experiment-work.js';
import { checkDisk, testBytesOf, weightPlan, weightText } from './weight-plan.js';
import { isPartlyTestable, keptLines, untestableLines, workLines } from './work-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const experiment = defineExperiment({
  ...smallExperiment,
  evaluate: { sets: ['questions'], metrics: ['exactMatch'] },
});
const withLoss = override(experiment, ['evaluate.metrics=["exactMatch","loss"]']);

function train(
  one: Experiment,
  seed: number,
  how: ExecutionInput,
  to = folder,
  trains = true,
): void {
  const runs = layout(one, to).get(seed) ?? [];
  const execution = executionOf({ device: 'cpu' }, how);
  for (const _ of trainRun({ experiment: one, runs, execution, trains }));
}

/** Bytes of the rows of all tests below a folder. */
const bytesOfTests = (of: string): number =>
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => name.endsWith('.jsonl') && /tests-\w+$/.test(parentPath))
    .reduce((sum, { name, parentPath }) => sum + statSync(join(parentPath, name)).size, 0);

const execution = executionOf({ device: 'cpu' });
const workOf = (one: Experiment, trains = true) =>
  experimentWork(one, folder, { ...execution, trains });
const withoutTimes = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/, about \d+ s/, ''));

/** Seed 1 keeps its weights, seed 2 does not, seed 3 is not trained. */
const three = (one: Experiment) => override(one, ['seeds.first=[1,2,3]']);

beforeAll(() => {
  train(experiment, 1, { keepWeights: 'all' });
  train(experiment, 2, { keepWeights: 'none' });
});

describe('what is done of finished and unfinished seeds', () => {
  it('is said before it begins: trained, trained again and why', () => {
    const work = workOf(three(withLoss));
    const all = 'questions: loss after epochs 1-3';
    expect(withoutTimes(workLines(work, 1))).toEqual([
      'stage1, stage2 of 1 seed (3): to train',
      'stage1, stage2 of 2 seeds (1-2): to train again from the same seed: ' +
        'it was tested without metric loss',
    ]);
    expect(isPartlyTestable(work)).toBe(true);
    expect(withoutTimes(untestableLines(workOf(three(withLoss), false), 1))).toEqual([
      'stage1 of 1 seed (1): needs training again: set questions: loss after epochs 1-2',
      'stage2 of 1 seed (1): needs training again: set questions: loss after epoch 1',
      `stage1 of 1 seed (2): needs training again (its weights were not kept): set ${all}`,
      'stage2 of 1 seed (2): needs training again (its weights were not kept): set questions: ' +
        'loss before the first step and after epochs 1-2',
      'stage1, stage2 of 1 seed (3): not trained',
    ]);
    expect(seedsToDo(workOf(three(withLoss), false))).toEqual([1]);
  });

  it('tells what weights answer, and what another experiment has trained', () => {
    const ends = override(withLoss, [
      'seeds.first=[1]',
      'stages.stage1.evaluate={"everyEpochs":3}',
      'stages.stage2.evaluate={"everyEpochs":2}',
    ]);
    expect(workLines(workOf(ends), 1)).toEqual([
      'stage1 of 1 seed (1): to test from kept weights, without training: ' +
        'set questions: loss after epoch 3',
      'stage2 of 1 seed (1): to test from kept weights, without training: ' +
        'set questions: loss before the first step and after epoch 2',
    ]);
    const other = override(experiment, [
      'name=other',
      'seeds.first=[1]',
      'stages.stage2.learningRate=1e-3',
    ]);
    expect(workLines(workOf(other), 1)).toEqual([
      'stage1 of 1 seed (1): finished, trained by small',
      'stage2 of 1 seed (1): to train',
    ]);
  });
});

describe('weights that are kept', () => {
  it('are answered where they change later', () => {
    const lines = (keepWeights: 'every' | 'all' | 'none', runs = folder) =>
      withoutTimes(
        keptLines(
          experiment,
          { runs, execution: executionOf({ keepWeights }), jobs: 1 },
          'credence run x.ts',
        ),
      );
    expect(lines('all')).toEqual([
      'the weights of stage1, stage2 of 1 seed (2) were not kept; to train again for them: ' +
        'credence run x.ts --keep-weights all --retrain',
    ]);
    expect(lines('none')[0]).toMatch(/^the weights of stage1, stage2 of 1 seed \(1\) were kept/);
    const again = 'to train again for them: credence run x.ts --keep-weights every --retrain';
    expect(lines('every')).toEqual([
      `the weights of stage1 of 1 seed (1) after epochs 1-2 were not kept; ${again}`,
      `the weights of stage2 of 1 seed (1) after epoch 1 were not kept; ${again}`,
      `the weights of stage1, stage2 of 1 seed (2) were not kept; ${again}`,
    ]);
    const other = join(folder, 'every');
    train(experiment, 2, { keepWeights: 'every' }, other);
    expect(lines('every', other)).toEqual([]);
    const [spare, ...more] = lines('all', other);
    expect(spare).toMatch(
      /^the weights of stage1, stage2 of 1 seed \(2\) before their ends were kept before and stay/,
    );
    expect(spare).toMatch(/; credence runs rm small --middle-weights removes those$/);
    expect(more).toEqual([]);
  });

  it('say what tests from them take on disk, about as much as is written', () => {
    const other = join(folder, 'tests');
    train(experiment, 1, { keepWeights: 'every' }, other);
    const one = override(withLoss, ['seeds.first=[1]', 'evaluate.metrics=["exactMatch","f1"]']);
    const rules = { ...execution, answers: 'every', trains: false } as const;
    const work = experimentWork(one, other, rules);
    const about = testBytesOf(work.stages);
    expect(() => checkDisk(null, work, other, about / 2)).toThrow(
      /^what is tested from weights needs about \d+ kB, and the disk of .* free: make room$/,
    );
    expect(() => checkDisk(null, work, other, about)).not.toThrow();
    const before = bytesOfTests(other);
    train(one, 1, { answers: 'every' }, other, false);
    const written = bytesOfTests(other) - before;
    expect(about / written).toBeGreaterThan(0.7);
    expect(about / written).toBeLessThan(1.5);
    expect(testBytesOf(experimentWork(one, other, rules).stages)).toBe(0);
  });

  it('are planned with their size, which the disk has to have', () => {
    const plan = (keepWeights: 'every' | 'all' | 'parents' | 'none') =>
      weightPlan(experiment, folder, { keepWeights });
    expect(weightText(plan('none'))).toBe('keeps no weights');
    expect(weightText(plan('parents'))).toMatch(
      /^keeps the weights of 1 stage a seed: \d+ kB, \d+ kB for 2 seeds$/,
    );
    expect(weightText(plan('every'))).toMatch(
      /^keeps the weights of 5 epochs of 2 stages a seed: \d+ kB, \d+ kB for 2 seeds$/,
    );
    const { bytesOfStage } = plan('all');
    const [first] = workOf(experiment).stages;
    // The file has a header beside its numbers.
    expect(first?.weightBytes).toBeGreaterThan(bytesOfStage ?? 0);
    expect(first?.weightBytes).toBeLessThan(1.3 * (bytesOfStage ?? 0));
    const work = workOf(three(experiment));
    expect(() => checkDisk(plan('all'), work, folder, 1000)).toThrow(
      /^the weights that are to be kept need \d+ kB, and the disk of .* has 1\.0 kB free/,
    );
    expect(() => checkDisk(plan('all'), work, folder, 1e9)).not.toThrow();
  });
});
