import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { defineExperiment, type Experiment } from '../../experiment/experiment.js';
import { override } from '../../experiment/override.js';
import { readRecord } from '../experiment-record.js';
import { layout, type StageRun } from '../folder.js';
import { rowsFile, runFiles } from '../stage-files.js';
import { readStage } from '../stage-record.js';
import { unfinishedSeeds } from '../status.js';
import { trainRun } from '../train-run.js';
import { missingWork } from './missing-work.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const few = defineExperiment({
  ...smallExperiment,
  seeds: { first: [1] },
  evaluate: { sets: ['questions'], metrics: ['exactMatch'] },
});
const more = override(few, [
  'evaluate.sets=["questions","definitions","trainQuestions"]',
  'evaluate.metrics=["exactMatch","f1","loss"]',
]);

interface How extends ExecutionInput {
  readonly trains?: boolean;
  readonly remakesWeights?: boolean;
}

/** Runs what is missing; what was begun, stage by stage. */
function run(experiment: Experiment, folder: string, { trains, remakesWeights, ...how }: How = {}) {
  const runs = layout(experiment, folder).get(1) ?? [];
  const execution = executionOf({ device: 'cpu' }, how);
  const events = [...trainRun({ experiment, runs, execution, trains, remakesWeights })];
  return events.flatMap((event) =>
    event.kind === 'stage-begun'
      ? [`${event.isTested ? 'test' : event.again === null ? 'train' : 'again'} ${event.stage}`]
      : [],
  );
}

const runsOf = (experiment: Experiment, folder: string): readonly StageRun[] =>
  layout(experiment, folder).get(1) ?? [];

/** Lines of a file of all tests of a stage, those after some epochs. */
function linesOf(of: StageRun, file: string, epochs: readonly number[]): string[] {
  const { tests } = readStage(of);
  return (tests ?? [])
    .flatMap(({ folder }) => readFileSync(join(folder, rowsFile(file)), 'utf8').split('\n'))
    .filter((line) => line !== '' && epochs.includes(JSON.parse(line).epoch));
}

const weightsThere = (experiment: Experiment, folder: string): boolean[] =>
  runsOf(experiment, folder).map((one) => existsSync(join(one.folder, runFiles.model)));

describe('tests from kept weights', () => {
  const [whole, added] = [join(root, 'whole'), join(root, 'added')];
  beforeAll(() => {
    run(more, whole);
    run(few, added);
  });

  it('have the rows that training writes at the ends, and are read together', () => {
    expect(run(more, added, { trains: false })).toEqual(['test stage1', 'test stage2']);
    for (const [index, epochs] of [[3], [0, 2]].entries()) {
      const [wanted, made] = [whole, added].map((folder) => runsOf(more, folder)[index]);
      if (wanted === undefined || made === undefined) throw new Error('two stages');
      const metrics = linesOf(wanted, 'metrics', epochs);
      expect(linesOf(made, 'metrics', epochs).sort()).toEqual(metrics.sort());
      expect(metrics.length).toBeGreaterThan(15);
      const answers = linesOf(wanted, 'answers', epochs).filter((line) => line.includes('"f1":'));
      const found = linesOf(made, 'answers', epochs);
      expect(answers.filter((line) => !found.includes(line))).toEqual([]);
    }
    expect(run(more, added, { trains: false })).toEqual([]);
  });

  it('make seeds that are reported without the curves that are missing', () => {
    const { finished, rows, notes } = readRecord(more, added);
    expect(finished).toEqual([1]);
    const epochs = (stage: string, metric: string) => [
      ...new Set(
        rows
          .filter((row) => row.stage === stage && row.metric === metric && row.set === 'questions')
          .map(({ epoch }) => epoch),
      ),
    ];
    expect(epochs('stage1', 'exactMatch')).toEqual([1, 2, 3]);
    expect(epochs('stage1', 'loss')).toEqual([3]);
    expect(epochs('stage2', 'loss')).toEqual([0, 2]);
    expect(notes).toEqual([
      'stage1 has no set questions: f1, loss after epochs 1-2; ' +
        'sets definitions, trainQuestions: exactMatch, f1, loss after epochs 1-2',
      'stage2 has no set questions: f1, loss after epoch 1; ' +
        'sets definitions, trainQuestions: exactMatch, f1, loss after epoch 1',
    ]);
    const ends = (folder: string) =>
      readRecord(more, folder)
        .rows.filter(({ stage, epoch }) => epoch === (stage === 'stage1' ? 3 : 2))
        .map((row) => JSON.stringify(row))
        .sort();
    expect(ends(added)).toEqual(ends(whole));
  });

  it('are no end to the work: the curves are still missing, and are trained', () => {
    expect(unfinishedSeeds(more, added).missing).toEqual([1]);
    expect(run(more, added)).toEqual(['again stage1', 'again stage2']);
    expect(readRecord(more, added).rows).toEqual(readRecord(more, whole).rows);
    expect(unfinishedSeeds(more, added).missing).toEqual([]);
  });

  it('are made by a run in place of training where they suffice', () => {
    const folder = join(root, 'ends');
    const ends = [
      'stages.stage1.evaluate={"everyEpochs":3}',
      'stages.stage2.evaluate={"everyEpochs":2}',
    ];
    run(override(few, ends), folder);
    expect(run(override(more, ends), folder)).toEqual(['test stage1', 'test stage2']);
    expect(unfinishedSeeds(override(more, ends), folder).missing).toEqual([]);
  });

  it('are made of an analysis that needs the weights of the end alone', () => {
    const folder = join(root, 'analysed');
    run(few, folder);
    const analysed = override(few, ['stages.stage2.analyses={"alignment":{"atEpochs":[0,2]}}']);
    const middle = override(few, ['stages.stage2.analyses={"alignment":{"atEpochs":[1]}}']);
    const kinds = (one: Experiment, trains: boolean) =>
      missingWork(runsOf(one, folder), { keepWeights: 'all', answers: 'end', trains }).map(
        ({ kind, run: { stage } }) => `${kind} ${stage.name}`,
      );
    expect(kinds(analysed, true)).toEqual(['test stage2']);
    expect(kinds(middle, true)).toEqual(['train again stage2']);
    expect(kinds(middle, false)).toEqual([]);
  });

  it('save the answers of every epoch that has weights where that is asked for', () => {
    const folder = join(root, 'answers');
    run(few, folder);
    expect(run(few, folder, { trains: false, answers: 'every' })).toEqual(['test stage2']);
    expect(run(few, folder, { trains: false, answers: 'every' })).toEqual([]);
    expect(unfinishedSeeds(few, folder).missing).toEqual([]);
  });
});

describe('the weights that are kept', () => {
  it('are none of a finished seed, and what later stages start from until then', () => {
    const folder = join(root, 'none');
    const two = override(few, ['seeds.second=[0,1]']);
    const runs = runsOf(two, folder);
    const execution = executionOf({ device: 'cpu', keepWeights: 'none' });
    let finished = 0;
    for (const event of trainRun({ experiment: two, runs, execution }))
      if (event.kind === 'stage-finished' && ++finished === 2) break;
    expect(weightsThere(two, folder)).toEqual([true, false, false]);
    expect(run(two, folder, { keepWeights: 'none' })).toEqual(['train stage2']);
    expect(weightsThere(two, folder)).toEqual([false, false, false]);
    expect(unfinishedSeeds(two, folder)).toEqual({ missing: [], damaged: new Map() });
  });

  it('are made again when they are asked for, and not by themselves', () => {
    const folder = join(root, 'again');
    run(few, folder, { keepWeights: 'none' });
    const rows = readRecord(few, folder).rows;
    expect(run(more, folder, { trains: false })).toEqual([]);
    expect(run(few, folder, { keepWeights: 'all' })).toEqual([]);
    const all = { keepWeights: 'all', remakesWeights: true } as const;
    expect(run(few, folder, all)).toEqual(['again stage1', 'again stage2']);
    expect(weightsThere(few, folder)).toEqual([true, true]);
    expect(run(few, folder, { keepWeights: 'none' })).toEqual([]);
    expect(weightsThere(few, folder)).toEqual([true, true]);
    expect(readRecord(few, folder).rows).toEqual(rows);
  });
});
